package system

import (
	"strings"

	"shop/views/href"
	"shop/views/ui"
)

func stateLabel(state string) string {
	switch state {
	case "up":
		return "Up"
	case "partly":
		return "Partly away"
	case "away":
		return "Away"
	default:
		return "Connecting"
	}
}

func stateTone(state string) ui.Tone {
	switch state {
	case "up":
		return ui.ToneGood
	case "away":
		return ui.ToneBad
	default:
		return ui.ToneWait
	}
}

func tried(n int) string { return "tried " + ui.Count(n, "time", "times") }

// discardConsequence says what stays undone when an event is discarded.
func discardConsequence(e Event) string {
	var who []string
	for _, f := range e.Failures {
		who = append(who, f.Subscription)
	}
	return "Then it is never handled: what " + strings.Join(who, " and ") + " would have done stays undone, and this can't be taken back. " +
		"It is kept below, with your name."
}

// purgeConsequence says what goes when a family is purged, and what follows.
func purgeConsequence(f Family) string {
	what := "All keys of “" + f.Name + "” go"
	if f.Keys != "" {
		what += " (" + f.Keys + " now)"
	}
	switch f.Name {
	case "session":
		return what + ". Nobody is signed out: MongoDB has every session too, and the next request reads it from there."
	case "ratelimit":
		return what + ". Everybody's allowance of requests begins anew."
	case "attempts":
		return what + ". Whoever was kept from signing in for trying too often may try again at once, also somebody who guesses passwords."
	case "generation":
		return what + ". What is in any cache counts for nothing then, as if each of them were purged."
	case "lease":
		return what + ". Values that are being loaded at this moment are not stored."
	default:
		return what + ", and what instances have in memory. Pages load what they need from MongoDB again and are slower for a moment."
	}
}

func eventsList() href.AdminQuery { return href.NewAdminQuery(href.AdminFailedEvents()) }

func here(to string) []ui.Link {
	return []ui.Link{{Label: "System", Href: to}}
}
