package model

import "strings"

// SessionRow is one living session, as its person sees it.
type SessionRow struct {
	Handle   string // names the session among those of its person; it opens nothing
	Started  Time
	LastSeen Time   // to the minute
	From     string // network address of the log-in, "" when it was not kept
	Browser  string // as Browser words it
	Current  bool   // the one that asks
}

// browsers are looked for in this order: most name others as well, to be served
// like them.
var browsers = []struct{ mark, name string }{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

var systems = []struct{ mark, name string }{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
}

// Browser puts a User-Agent header into words a person recognises their own
// machine by: "Firefox on Windows". Only the words are kept, not the header.
func Browser(agent string) string {
	name, system := "", ""
	for _, b := range browsers {
		if name == "" && strings.Contains(agent, b.mark) {
			name = b.name
		}
	}
	for _, s := range systems {
		if system == "" && strings.Contains(agent, s.mark) {
			system = s.name
		}
	}
	switch {
	case name == "" && system == "":
		return "Another program"
	case name == "":
		return "A browser on " + system
	case system == "":
		return name
	}
	return name + " on " + system
}
