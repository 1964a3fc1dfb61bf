package layout

import "strconv"

// words are a heading and a sentence for a status.
type words struct{ heading, text string }

// statusWords are said where the error brings no words of its own.
var statusWords = map[int]words{
	400: {"That did not make sense to us", "Something in the address or in the form could not be read. Go back and try once more."},
	401: {"Please sign in", "This page belongs to an account. Sign in to see it."},
	403: {"This page is not open to you", "Your account may not see this. If you think it should, ask the shop."},
	404: {"We can’t find that", "The page has moved, or it never was. Perhaps a search finds it."},
	405: {"That does not work here", "This page can be read but not used that way."},
	409: {"Somebody was quicker", "What you wanted to change has changed meanwhile. Go back and look at it again."},
	413: {"That is too large", "What you sent is larger than we can take."},
	429: {"A little slower, please", "There were very many requests from your connection."},
	500: {"Something broke on our side", "It is not your fault, and nothing of yours is lost. We have been told. Please try again in a moment."},
	503: {"We will be right back", "The shop can't do this at the moment. Nothing of yours is lost. Please try again shortly."},
}

func (e Error) words() words {
	if w, ok := statusWords[e.Status]; ok {
		return w
	}
	if e.Status >= 500 {
		return statusWords[500]
	}
	return statusWords[400]
}

func (e Error) heading() string {
	if e.Title != "" {
		return e.Title
	}
	return e.words().heading
}

func (e Error) text() string {
	if e.Detail != "" {
		return e.Detail
	}
	return e.words().text
}

// inWords says a number of seconds as people do, rounded up.
func inWords(seconds int) string {
	switch minutes := (seconds + 59) / 60; {
	case seconds == 1:
		return "one second"
	case seconds < 60:
		return strconv.Itoa(seconds) + " seconds"
	case minutes == 1:
		return "one minute"
	default:
		return strconv.Itoa(minutes) + " minutes"
	}
}
