package catalogue

import (
	"regexp"
	"slices"
	"strings"
)

func empty(s string) bool { return strings.TrimSpace(s) == "" }

// none is an empty text or one that says so.
func none(s string) bool {
	return slices.Contains([]string{"", "无", "/", "-", "none"}, strings.ToLower(strings.TrimSpace(s)))
}

var (
	bracket  = regexp.MustCompile(`\s*[(（][^()（）]*[)）]$`)
	areaCode = regexp.MustCompile(`^0\d{2,3}[- ]?\d{5,8}(-\d{1,6})?$`)
	between  = regexp.MustCompile(`[、,，;；/]`)
	notDigit = regexp.MustCompile(`\D`)
)

// ends reports whether a name, without a remark in brackets behind it, ends so.
func ends(name string, suffixes ...string) bool {
	name = bracket.ReplaceAllString(strings.TrimSpace(name), "")
	return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) })
}

// withAreaCode reports whether one or more telephones are given, each with an area code.
func withAreaCode(phones string) bool {
	return !slices.ContainsFunc(between.Split(phones, -1), func(p string) bool { return !areaCode.MatchString(strings.TrimSpace(p)) })
}

// shareNumber reports whether two entries of telephones have one in common.
func shareNumber(a, b string) bool {
	others := numbers(b)
	return slices.ContainsFunc(numbers(a), func(n string) bool { return slices.Contains(others, n) })
}

// numbers are the digits of each telephone.
func numbers(phones string) []string {
	var list []string
	for _, p := range between.Split(phones, -1) {
		if n := notDigit.ReplaceAllString(p, ""); n != "" {
			list = append(list, n)
		}
	}
	return list
}

const article = `第[零〇一二三四五六七八九十百千0-9、,，至到和\-—]+条`

var (
	citation = regexp.MustCompile(`(《[^》]+》|\p{Han}(法|典|条例|规定|办法|细则|规则|决定|通则|章程|令))\s*([(（][^)）]*[)）])?\s*` + article)
	bareLaw  = regexp.MustCompile(`^(《[^》]+》|\p{Han}+(法|典|条例|办法|细则))\s*([(（][^)）]*[)）])?$`)
	pieces   = regexp.MustCompile(`[；;\n]`)
)

// citesArticle: some law is cited with its article, and no piece of the basis is the
// bare name of a law. The text of an article and numbers of decrees may follow.
func citesArticle(basis string) bool {
	bare := slices.ContainsFunc(pieces.Split(basis, -1), func(p string) bool { return bareLaw.MatchString(strings.TrimSpace(p)) })
	return citation.MatchString(basis) && !bare
}

// catchAlls are names behind which anything may be asked for.
var catchAlls = []*regexp.Regexp{
	regexp.MustCompile(`^其[他它].{0,4}(材料|资料|文件|证明|手续)$`),
	regexp.MustCompile(`(规定|要求|需要|需|认为|必要|应当提交|提供|提交)的?其[他它]`),
	regexp.MustCompile(`等(其[他它]|相关|有关)?(材料|资料|文件)$`),
	regexp.MustCompile(`^(相关|有关|所需)的?(材料|资料|文件|证明)$`),
	regexp.MustCompile(`^(材料|资料|证明材料|申请材料)$`),
}

func catchAll(name string) bool {
	return slices.ContainsFunc(catchAlls, func(r *regexp.Regexp) bool { return r.MatchString(strings.TrimSpace(name)) })
}
