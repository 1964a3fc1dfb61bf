package catalog

import "strconv"

// countWords says a number of products.
func countWords(n int) string {
	if n == 1 {
		return "1 product"
	}
	return strconv.Itoa(n) + " products"
}

// heading is the listing's h1.
func (m Listing) heading() string {
	switch {
	case !m.Search:
		return m.Title
	case m.Text == "":
		return "All products"
	default:
		return "“" + m.Text + "”"
	}
}

// words says how much of the chosen variant there is.
func (s Stock) words() string {
	switch {
	case s.SoldOut:
		return "Sold out at the moment"
	case s.Backorder:
		return "Can be ordered, and is sent when it is back"
	case s.OnlyLeft == 1:
		return "The last one"
	case s.OnlyLeft > 1:
		return "Only " + strconv.Itoa(s.OnlyLeft) + " left"
	default:
		return "In stock, ready to send"
	}
}

func (s Stock) class() string {
	switch {
	case s.SoldOut:
		return "stock stock-none"
	case s.OnlyLeft > 0, s.Backorder:
		return "stock stock-few"
	default:
		return "stock stock-good"
	}
}

// note says what stands in the way of an option's value.
func (v OptionValue) note() string {
	switch {
	case v.NotMade:
		return "not in this combination"
	case v.SoldOut:
		return "sold out"
	default:
		return ""
	}
}

// chosen is the label of the value that is chosen.
func (o Option) chosen() string {
	for _, v := range o.Values {
		if v.Chosen {
			return v.Label
		}
	}
	return ""
}

// field is the name of an option's radio group. The only option of a product
// names the SKU itself, so that the form is right without a script; with more
// options the SKU is a field of its own.
func (m Product) field(option int) string {
	if len(m.Options) == 1 {
		return "sku"
	}
	return "option-" + strconv.Itoa(option+1)
}
