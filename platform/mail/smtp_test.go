package mail_test

import (
	"io"
	"mime"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/emersion/go-smtp"

	"shop/platform/mail"
)

func TestNewSMTP_refuses(t *testing.T) {
	t.Parallel()
	const from = "shop@example.org"
	for name, tt := range map[string]struct{ url, from string }{
		"no scheme":         {"mail.example.org:25", from},
		"another scheme":    {"http://mail.example.org", from},
		"no host":           {"smtp://:25", from},
		"a path":            {"smtp://mail.example.org/inbox", from},
		"a bad port":        {"smtp://mail.example.org:port", from},
		"a bad escape":      {"smtp://u:s3cret%zz@mail.example.org", from},
		"no sender":         {"smtp://mail.example.org", ""},
		"a sender's header": {"smtp://mail.example.org", "shop@example.org\r\nBcc: x@example.org"},
	} {
		_, err := mail.NewSMTP(tt.url, tt.from)
		if err == nil {
			t.Errorf("%s: NewSMTP took it", name)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: the error shows the password: %v", name, err)
		}
	}
}

func TestSMTP_sends_no_password_in_the_clear(t *testing.T) {
	t.Parallel()
	server := startServer(t) // which offers no TLS
	transport, err := mail.NewSMTP("smtp://user:s3cret@"+server.addr, "shop@example.org")
	if err != nil {
		t.Fatalf("NewSMTP: %v", err)
	}
	if err := transport.Deliver(t.Context(), mail.Mail{ID: "1", Message: hello}); err == nil {
		t.Error("the mail was delivered with a password over a connection without TLS")
	}
}

func TestSMTP_gives_a_mail_the_same_Message_ID_each_time(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	transport := server.transport(t)
	for _, id := range []string{"order-1", "order-1", "order-2"} {
		if err := transport.Deliver(t.Context(), mail.Mail{ID: id, Message: hello, QueuedAt: time.Now()}); err != nil {
			t.Fatalf("Deliver: %v", err)
		}
	}
	got := server.wait(t, 3)
	first, again, other := header(t, got[0].data, "Message-ID"), header(t, got[1].data, "Message-ID"), header(t, got[2].data, "Message-ID")
	if first == "" || first != again || first == other {
		t.Errorf("Message-IDs %q and %q of one mail, %q of another", first, again, other)
	}
}

func TestSMTP_carries_any_letters(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	msg := mail.Message{To: "ann@example.org", Subject: "Größe Ω wählen: 日本", Text: "Grüße\n.\n.."}
	if err := server.transport(t).Deliver(t.Context(), mail.Mail{ID: "1", Message: msg}); err != nil {
		t.Fatalf("Deliver: %v", err)
	}
	data := server.wait(t, 1)[0].data
	if strings.ContainsFunc(data, func(r rune) bool { return r > unicode.MaxASCII }) {
		t.Errorf("the mail isn't encoded:\n%s", data)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(header(t, data, "Subject"))
	if err != nil || subject != msg.Subject {
		t.Errorf("the subject arrived as %q, %v", subject, err)
	}
}

func header(t *testing.T, data, name string) string {
	t.Helper()
	msg, err := netmail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatalf("what arrived is no mail: %v\n%s", err, data)
	}
	return msg.Header.Get(name)
}

// server is an SMTP server that keeps what it receives.
type server struct {
	addr string

	mu       sync.Mutex
	received []received
	code     int
}

type received struct {
	from string
	to   []string
	data string
}

func startServer(t *testing.T) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: listener.Addr().String()}
	backend := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &inbox{server: s}, nil }))
	backend.Domain = "localhost"
	go func() { _ = backend.Serve(listener) }()
	t.Cleanup(func() { _ = backend.Close() })
	return s
}

func (s *server) transport(t *testing.T) *mail.SMTP {
	t.Helper()
	transport, err := mail.NewSMTP("smtp://"+s.addr, "The Shop <shop@example.org>")
	if err != nil {
		t.Fatalf("NewSMTP: %v", err)
	}
	return transport
}

// refuse answers each recipient with code from now on; 0 takes them again.
func (s *server) refuse(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.code = code
}

// wait returns what was received once it is n mails.
func (s *server) wait(t *testing.T, n int) []received {
	t.Helper()
	var got []received
	eventually(t, "mails arrive", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		got = append([]received(nil), s.received...)
		return len(got) >= n
	})
	return got
}

// inbox is one SMTP conversation.
type inbox struct {
	server *server
	mail   received
}

func (i *inbox) Reset()        { i.mail = received{} }
func (i *inbox) Logout() error { return nil }

func (i *inbox) Mail(from string, _ *smtp.MailOptions) error {
	i.mail.from = from
	return nil
}

func (i *inbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	i.server.mu.Lock()
	defer i.server.mu.Unlock()
	if i.server.code != 0 {
		return &smtp.SMTPError{Code: i.server.code, Message: "not here, not now"}
	}
	i.mail.to = append(i.mail.to, to)
	return nil
}

func (i *inbox) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	i.mail.data = string(data)
	i.server.mu.Lock()
	defer i.server.mu.Unlock()
	i.server.received = append(i.server.received, i.mail)
	return nil
}
