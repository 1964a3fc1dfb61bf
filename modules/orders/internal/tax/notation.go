package tax

import (
	"fmt"
	"strings"

	"shop/platform/fault"
)

// FormatRules writes rules for people to edit, one a line: the place, the class
// if it is for one, and the rate in percent.
//
//	DE 19
//	DE reduced 7
//	US-CA 7.25
func FormatRules(rules []Rule) string {
	var text strings.Builder
	for _, r := range rules {
		text.WriteString(r.Country)
		if r.Region != "" {
			text.WriteString("-" + r.Region)
		}
		if r.Class != "" {
			text.WriteString(" " + r.Class)
		}
		text.WriteString(" " + r.Rate.percent() + "\n")
	}
	return text.String()
}

// ParseRules reads what [FormatRules] writes. Empty lines don't count, a comma
// may stand for the point, and a percent sign may follow. Whether places are
// known is for the service to say. Errors: fault.Invalid naming the field
// "rules" once for each line that can't be read.
func ParseRules(text string) ([]Rule, error) {
	var rules []Rule
	var wrong fault.Fields
	n := 0
	for line := range strings.Lines(text) {
		n++
		words := strings.Fields(strings.ReplaceAll(line, "%", " "))
		if len(words) == 0 {
			continue
		}
		rule, err := parseRule(words)
		if err != nil {
			wrong.Add("rules", fmt.Sprintf("Line %d: please write a place and a rate in percent, such as DE 19 or US-CA 7.25.", n))
			continue
		}
		rules = append(rules, rule)
	}
	return rules, wrong.Err()
}

func parseRule(words []string) (Rule, error) {
	last := len(words) - 1
	if last < 1 || last > 2 {
		return Rule{}, fmt.Errorf("tax: %d words", len(words))
	}
	rate, err := parseRate(strings.Replace(words[last], ",", ".", 1))
	if err != nil {
		return Rule{}, err
	}
	country, region, hyphen := strings.Cut(strings.ToUpper(words[0]), "-")
	if country == "" || hyphen && region == "" {
		return Rule{}, fmt.Errorf("tax: %q is no place", words[0])
	}
	rule := Rule{Country: country, Region: region, Rate: rate}
	if last == 2 {
		rule.Class = words[1]
	}
	return rule, nil
}
