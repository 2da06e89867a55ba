package demo

import (
	"fmt"
	"hash/fnv"
)

// written are the papers that people write themselves and hand in as PDF.
var written = map[string]bool{
	"M-AP": true, "M-LAY": true, "M-FSR": true, "M-AUTH": true, "M-POA": true, "M-PREM": true, "M-SALE": true, "M-WORKS": true,
	"M-SAFE": true, "M-FUND": true,
}

// paper is a file as somebody hands it in.
type paper struct {
	name    string
	content []byte
}

// stack makes papers and remembers the pictures: one person's identity card is the same
// scan in every case.
type stack struct{ drawn map[string][]byte }

// paper makes the paper of a type for a person. What is written is written for the case
// that mark names; a certificate is another scan only when it is taken again.
func (s *stack) paper(t materialType, who applicant, about, mark string, again bool) (paper, error) {
	if written[t.Code] {
		content := pdfPage(t.Name, []string{"申请人：" + who.Name, "事项：" + about, "编号：" + mark, "示例数据，仅供演示 SPECIMEN"})
		return paper{t.Name + ".pdf", content}, nil
	}
	picture, extension := func() ([]byte, error) { return scan(number(who, t), seed(who.Login, t.Code)) }, ".png"
	if t.Code == "M-PH" {
		picture, extension = func() ([]byte, error) { return photo(seed(who.Login, t.Code)) }, ".jpg"
	}
	key := who.Login + "/" + t.Code
	content, ok := s.drawn[key]
	if !ok {
		var err error
		if content, err = picture(); err != nil {
			return paper{}, err
		}
		s.drawn[key] = content
	}
	if again {
		content = remark(content, "again "+mark)
	}
	return paper{t.Name + extension, content}, nil
}

// number is what is printed on a certificate: the last digits of its holder's number,
// then what tells the types apart.
func number(who applicant, t materialType) string {
	digits := who.IDNumber
	return fmt.Sprintf("510799 ******** %s %04d", digits[len(digits)-4:], seed(t.Code)%10000)
}

func seed(parts ...string) uint64 {
	h := fnv.New64a()
	for _, part := range parts {
		h.Write([]byte(part + "/"))
	}
	return h.Sum64()
}
