package main

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"tinig/server/keyfiles"
	"tinig/server/localdb"
	"tinig/server/moderation"
	"tinig/server/resting"
)

// Config is what the program is told by its flags and environment, checked once. Nobody else reads the environment.
type Config struct {
	Addr     string // where to listen, host:port
	Data     string // the data folder: the embedded database and the pepper
	Origin   string // the site as browsers see it, without a path
	Database string // a PostgreSQL connection string; "" is the embedded database
	Keys     string // the same of the database of keys; "" is beside the first
	NATS     string // "" is LISTEN/NOTIFY
	Pepper   string // the file of the pepper; "" is in the data folder
	Rounds   string // the folder of the keys of open rounds; "" is in the data folder
	Stories  string // the folder of the keys of what members allow with their stories; "" is in the data folder
	Record   string // the folder of the key that signs the record of privileged acts; "" is in the data folder
	BadgeKey string // the file of the key that signs credentials; "" is in the data folder
	Postgres string // the folder of PostgreSQL's programs for the embedded database; "" is to look for them
	Drafts   string // a LibreTranslate server's address, for drafts of translations; "" is none
	DraftKey string // its API key; "" is none
	Ring     string // a program that is run when somebody may need a person; "" is none
	Metrics  string // where to serve counts about the program, host:port; "" is nowhere
	Posts    int    // how often a member posts within a minute at most; 0 is as often as she likes
	Proxied  bool   // a proxy in front says the client's address in X-Forwarded-For
}

// environment lists what is read, for -help.
const environment = `ENVIRONMENT:
   DATABASE_URL        a PostgreSQL (15 or later) of your own, as postgres://user:password@host/name;
                       when empty, a private one is kept in the data folder
   KEYS_URL            a second database, for the keys of what members keep sealed; when empty, the first one's name and "_keys",
                       beside it. Replicate it, and keep it out of every backup: what was erased must be unreadable in yesterday's
   ORIGIN              the site's address as browsers see it, as https://notes.example; when empty, http://localhost and the port.
                       http:// is taken for this machine and for .onion alone
   NATS_URL            tells several nodes of new events by NATS instead of by PostgreSQL
   PEPPER_FILE         the file of the secret that protects sign-in words; when empty, "pepper" in the data folder
   ROUND_KEYS          the folder of the keys that seal the answers of open rounds; when empty, "rounds" in the data folder.
                       Several nodes share one. Keep it out of every backup: a key must be gone when its round is closed.
                       In it, "cases" holds the keys of what members reported, "alerts" those of what is written to who needs a person,
                          and "resting" says who lets everything rest
   STORY_KEYS          the folder of the keys under which members' stories are lent out; when empty, "stories" in the data folder.
                       Several nodes share one. Keep it out of every backup: a key must be gone when consent ends
   RECORD_KEYS         the folder of the key that signs the record of privileged acts; when empty, "record" in the data folder.
                       Several nodes share one. Keep a copy of it apart from the database's backups
   BADGE_KEY_FILE      the file of the key that signs credentials, the same on every node; when empty, "badge-key" in the data folder
   DUTY_COMMAND        a program that is run when somebody may need a person and a safeguarding lead is to look, as /usr/local/bin/ring:
                       its whole path, without arguments. It gets no content and no name, and has ten seconds; when empty, none
   METRICS_ADDR        where a Prometheus of yours reads counts about the program, as localhost:9090; when empty, nowhere.
                       They name no page and no member, and still say when the site is busy: keep them no longer than you need
   POSTS_A_MINUTE      how often a member posts within a minute at most; when empty, 10; 0 is as often as she likes
   PROXIED             "yes" when a proxy in front sets X-Forwarded-For
   TRANSLATE_URL       a LibreTranslate server for first drafts of members' translations, as http://localhost:5000; when empty, none.
                       Members' words are sent to it, except those of sensitive spaces: run it yourself
   TRANSLATE_KEY       its API key, when it wants one
   TINIG_POSTGRES_BIN  the folder of PostgreSQL's programs, when they are not where they are looked for`

// configure reads the environment around the two flags.
func configure(addr, data string) (Config, error) {
	c := Config{
		Addr: addr, Data: data,
		Database: os.Getenv("DATABASE_URL"),
		Keys:     os.Getenv("KEYS_URL"),
		NATS:     os.Getenv("NATS_URL"),
		Pepper:   os.Getenv("PEPPER_FILE"),
		Rounds:   os.Getenv("ROUND_KEYS"),
		Stories:  os.Getenv("STORY_KEYS"),
		Record:   os.Getenv("RECORD_KEYS"),
		BadgeKey: os.Getenv("BADGE_KEY_FILE"),
		Postgres: os.Getenv("TINIG_POSTGRES_BIN"),
		Ring:     os.Getenv("DUTY_COMMAND"),
		Metrics:  os.Getenv("METRICS_ADDR"),
		Drafts:   os.Getenv("TRANSLATE_URL"), DraftKey: os.Getenv("TRANSLATE_KEY"),
	}
	if c.Data == "" {
		return c, errors.New("this user has no home to keep data in: name a folder with -data")
	}
	switch proxied := os.Getenv("PROXIED"); proxied {
	case "", "no":
	case "yes":
		c.Proxied = true
	default:
		return c, fmt.Errorf("PROXIED is %q: say yes or no", proxied)
	}
	posts, err := strconv.Atoi(cmp.Or(os.Getenv("POSTS_A_MINUTE"), strconv.Itoa(moderation.FloodAtMost)))
	if err != nil || posts < 0 || posts > 1000 {
		return c, errors.New("POSTS_A_MINUTE must be a number from 0 to 1000")
	}
	c.Posts = posts
	if err := checkCommand("DUTY_COMMAND", c.Ring); err != nil {
		return c, err
	}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return c, fmt.Errorf("-addr is %q: say host:port, as localhost:8080", c.Addr)
	}
	if _, _, err := net.SplitHostPort(c.Metrics); c.Metrics != "" && err != nil {
		return c, fmt.Errorf("METRICS_ADDR is %q: say host:port, as localhost:9090", c.Metrics)
	}
	if u, err := url.Parse(c.Drafts); c.Drafts != "" && (err != nil || defaultPorts[u.Scheme] == 0 || u.Host == "") {
		return c, errors.New("TRANSLATE_URL must be a LibreTranslate server's address, as http://localhost:5000")
	}
	c.Origin, err = originOf(os.Getenv("ORIGIN"))
	return c, err
}

// originOf is an address in the one way in which browsers say it in their Origin header (RFC 6454, 6.2): lower case, other
// scripts as xn--, no default port. Another spelling of the same would open no socket. "" stays "".
func originOf(address string) (string, error) {
	if address == "" {
		return "", nil
	}
	wrong := errors.New("ORIGIN must be the site's address without a path, as https://notes.example")
	u, err := url.Parse(address)
	if err != nil || defaultPorts[u.Scheme] == 0 || strings.Trim(u.Path, "/")+u.RawQuery+u.Fragment != "" || u.User != nil {
		return "", wrong
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); ip != nil {
		host = ip.String()
	} else if host, err = idna.Lookup.ToASCII(host); err != nil || host == "" {
		return "", wrong
	}
	if u.Scheme == "http" && !staysInside(host) {
		return "", errors.New("ORIGIN must begin with https:// and stand behind TLS: else whoever shares a line reads sign-in words. http:// is for localhost and for .onion")
	}
	port := defaultPorts[u.Scheme]
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil || port < 1 || port > 65535 {
			return "", wrong
		}
	}
	if port != defaultPorts[u.Scheme] {
		return u.Scheme + "://" + net.JoinHostPort(host, strconv.Itoa(port)), nil
	}
	return u.Scheme + "://" + strings.TrimSuffix(net.JoinHostPort(host, ""), ":"), nil
}

// staysInside says whether what is sent to a host crosses no line that others can read: it is this machine, or Tor seals it (RFC 7686).
func staysInside(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || net.ParseIP(host).IsLoopback() || strings.HasSuffix(host, ".onion")
}

// defaultPorts are those that browsers leave out, by scheme.
var defaultPorts = map[string]int{"http": 80, "https": 443}

// listen takes the address. Without ORIGIN the site is known by it: localhost and the port that was taken.
func (c *Config) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return nil, fmt.Errorf("can't listen on %s (%w): stop what listens there, or choose another with -addr", c.Addr, err)
	}
	if c.Origin == "" {
		c.Origin = fmt.Sprintf("http://localhost:%d", l.Addr().(*net.TCPAddr).Port)
	}
	return l, nil
}

// roundKeys is the folder of the keys of open rounds.
func (c Config) roundKeys() string {
	if c.Rounds != "" {
		return c.Rounds
	}
	return filepath.Join(c.Data, "rounds")
}

// storyKeys is the folder of the keys of what members allow with their stories.
func (c Config) storyKeys() keyfiles.Folder {
	if c.Stories != "" {
		return keyfiles.Folder(c.Stories)
	}
	return keyfiles.Folder(filepath.Join(c.Data, "stories"))
}

// recordKeys is the folder of the key that signs the record of privileged acts.
func (c Config) recordKeys() keyfiles.Folder {
	if c.Record != "" {
		return keyfiles.Folder(c.Record)
	}
	return keyfiles.Folder(filepath.Join(c.Data, "record"))
}

// caseKeys is the folder of the keys of what was reported: it lies where the rounds' keys do, and what holds for these holds for it.
func (c Config) caseKeys() keyfiles.Folder {
	return keyfiles.Folder(filepath.Join(c.roundKeys(), "cases"))
}

// alertKeys is the folder of the keys of what is written to somebody who needs a person; what holds for cases' keys holds for it.
func (c Config) alertKeys() keyfiles.Folder {
	return keyfiles.Folder(filepath.Join(c.roundKeys(), "alerts"))
}

// resting is the folder of the marks of who lets everything rest; it is shared, and left out of backups, with the rounds' keys.
func (c Config) resting() resting.Folder {
	return resting.Folder(filepath.Join(c.roundKeys(), "resting"))
}

func defaultData() string { return localdb.DefaultDir() }
