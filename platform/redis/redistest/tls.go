package redistest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// authority is a certificate authority of a test's own, and a certificate of it
// for servers on the loopback interface.
type authority struct {
	ca, cert, key string // files
	config        *tls.Config
}

// TLS starts a redis-server that speaks TLS only, and returns where clients
// connect to and the file with the certificate of who vouches for it.
func TLS(t testing.TB) (at, ca string) {
	t.Helper()
	a := newAuthority(t)
	n := startNodeOf(t, a)
	return "rediss://" + n.addr(), a.ca
}

// SentinelTLS starts what [Sentinel] does, all of which speak TLS only.
func SentinelTLS(t testing.TB) (at string) {
	t.Helper()
	a := newAuthority(t)
	at, _ = startSentinel(t, a)
	return at + "&ca=" + url.QueryEscape(a.ca)
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	dir := t.TempDir()
	a := &authority{ca: filepath.Join(dir, "ca.pem"), cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem")}
	check := func(err error) {
		if err != nil {
			t.Fatalf("redistest: %v", err)
		}
	}
	write := func(file, kind string, der []byte) {
		check(os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "redistest"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	der, err := x509.CreateCertificate(rand.Reader, root, root, rootKey.Public(), rootKey)
	check(err)
	write(a.ca, "CERTIFICATE", der)
	root, err = x509.ParseCertificate(der)
	check(err)

	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "redis-server"},
		NotBefore: root.NotBefore, NotAfter: root.NotAfter, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	der, err = x509.CreateCertificate(rand.Reader, leaf, root, key.Public(), rootKey)
	check(err)
	write(a.cert, "CERTIFICATE", der)
	der, err = x509.MarshalPKCS8PrivateKey(key)
	check(err)
	write(a.key, "PRIVATE KEY", der)

	a.config = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool()}
	a.config.RootCAs.AddCert(root)
	return a
}

// args are those of a server on a port: TLS only where there is an authority.
func (a *authority) args(port int) []string {
	if a == nil {
		return []string{"--port", strconv.Itoa(port)}
	}
	return []string{
		"--port", "0", "--tls-port", strconv.Itoa(port), "--tls-replication", "yes", "--tls-auth-clients", "no",
		"--tls-cert-file", a.cert, "--tls-key-file", a.key, "--tls-ca-cert-file", a.ca,
	}
}

// client is what a client of such a server needs, nil where that is nothing.
func (a *authority) client() *tls.Config {
	if a == nil {
		return nil
	}
	return a.config
}

// scheme is that of the server's URL.
func (a *authority) scheme() string {
	if a == nil {
		return "redis"
	}
	return "rediss"
}
