package hooks

import (
	"bytes"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/mailer"
)

func TestPanicIsAFailureOfOneLetter(t *testing.T) {
	x := newHouse(t).real(nil)
	first := true
	mails := x.mails(func(*mailer.Message) error {
		if first {
			first = false
			panic("a broken mail server client")
		}
		return nil
	})
	x.queue(2, x.person("zhang").Id, "email")
	x.drain()
	if len(mails.got()) != 2 || x.number("email", "sent") != 1 || !strings.HasPrefix(x.letters("email", "queued")[0].GetString("error"), "panic:") {
		t.Fatalf("%d mails, %d sent", len(mails.got()), x.number("email", "sent"))
	}
}

// A mail server that takes calls and says nothing holds up a bounded number of tries.
func TestSilentMailServer(t *testing.T) {
	x := newHouse(t).real(nil)
	silent := make(chan struct{})
	mails := x.mails(func(*mailer.Message) error { <-silent; return nil })
	way := x.way("email")
	way.limit = 50 * time.Millisecond
	x.queue(hangingMail+3, x.person("zhang").Id, "email")
	x.drain()
	if n := len(x.all("notifications", "error = 'no answer in time'")); n != hangingMail {
		t.Errorf("%d tries ran out of time", n)
	}
	if n := len(x.all("notifications", "error = 'the mail server does not answer earlier mails'")); n != 3 {
		t.Errorf("%d were not handed over", n)
	}
	close(silent)
	way.limit = mailLimit
	x.until("the server speaks again and takes them all", func() bool {
		x.freeze(x.at.Add(backoff[1]))
		x.drain()
		return x.number("email", "sent") == hangingMail+3
	})
	if n := len(mails.got()); n < hangingMail+3 {
		t.Errorf("%d mails for %d letters", n, hangingMail+3)
	}
}

func TestMailServerSwitchedOffMeanwhile(t *testing.T) {
	x := newHouse(t).real(nil)
	mails := x.mails(nil)
	x.queue(1, x.person("zhang").Id, "email")
	s, err := x.app.Settings().Clone()
	if err != nil {
		t.Fatal(err)
	}
	s.SMTP.Enabled = false
	if err := x.app.Save(s); err != nil {
		t.Fatal(err)
	}
	x.drain()
	if r := x.find("notifications", "channel='email'"); r.GetString("state") != "queued" || r.GetString("error") != "the mail server was switched off" || len(mails.got()) != 0 {
		t.Fatalf("%v", r.PublicExport())
	}
}

// A mail on the wire: the Message-ID of every try is the same, and what the server says
// about the person is not kept.
func TestMailOnTheWire(t *testing.T) {
	x := newHouse(t).real(nil)
	wire := newMailServer(t)
	x.setMailServer("127.0.0.1", wire.port)
	x.queue(1, x.person("zhang").Id, "email")
	x.drain()
	r := x.find("notifications", "channel='email'")
	if r.GetString("error") != "SMTP 550" || r.GetString("state") != "queued" {
		t.Fatalf("%v", r.PublicExport())
	}
	x.freeze(morning.Add(backoff[0]))
	x.drain()
	if got := wire.said(); !strings.Contains(got, "Message-ID: <"+r.Id+"@example.gov.cn>") || !strings.Contains(got, "RCPT TO:<zhang@demo.test>") || !strings.Contains(got, "Auto-Submitted: auto-generated") {
		t.Fatalf("on the wire: %s", got)
	}
	if x.find("notifications", "channel='email'").GetString("state") != "sent" {
		t.Error("not marked as sent")
	}
}

// mailServer speaks as much SMTP as one mail needs and refuses the first recipient.
type mailServer struct {
	port int
	mu   sync.Mutex
	text bytes.Buffer
}

func newMailServer(t *testing.T) *mailServer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	s := &mailServer{port: l.Addr().(*net.TCPAddr).Port}
	go func() {
		for refuse := true; ; refuse = false {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.serve(textproto.NewConn(c), refuse)
		}
	}()
	return s
}

func (s *mailServer) serve(c *textproto.Conn, refuse bool) {
	defer c.Close()
	c.PrintfLine("220 mail")
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		s.note(line)
		switch {
		case refuse && strings.HasPrefix(line, "RCPT"):
			c.PrintfLine("550 zhang@demo.test 张示例 unknown here")
		case line == "DATA":
			c.PrintfLine("354 go on")
			text, _ := c.ReadDotLines()
			s.note(strings.Join(text, "\n"))
			c.PrintfLine("250 taken")
		case line == "QUIT":
			c.PrintfLine("221 bye")
			return
		default:
			c.PrintfLine("250 ok")
		}
	}
}

func (s *mailServer) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.WriteString(text + "\n")
}

func (s *mailServer) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
