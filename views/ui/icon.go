package ui

// Icon names one of the drawn signs, 24 by 24, one stroke wide.
type Icon string

// The icons.
const (
	IconHome    Icon = "home"
	IconMenu    Icon = "menu"
	IconSearch  Icon = "search"
	IconAccount Icon = "account"
	IconCart    Icon = "cart"
	IconCheck   Icon = "check"
	IconAlert   Icon = "alert"
	IconClock   Icon = "clock"
	IconClose   Icon = "close"
	IconPlus    Icon = "plus"
	IconMinus   Icon = "minus"
	IconArrow   Icon = "arrow"
	IconBack    Icon = "back"
	IconTruck   Icon = "truck"
	IconBox     Icon = "box"
	IconReturn  Icon = "return"
	IconFilter  Icon = "filter"
	IconLeaf    Icon = "leaf"
	IconGrid    Icon = "grid"
	IconChart   Icon = "chart"
	IconUp      Icon = "up"
	IconDown    Icon = "down"
	IconPeople  Icon = "people"
	IconShop    Icon = "shop"
	IconServer  Icon = "server"
	IconMore    Icon = "more"
	IconMail    Icon = "mail"
	IconTag     Icon = "tag"
)

// strokes are the icons' paths.
var strokes = map[Icon]string{
	IconHome:    "M4 11l8-7 8 7v8.5a.5.5 0 0 1-.5.5H15v-6H9v6H4.5a.5.5 0 0 1-.5-.5z",
	IconMenu:    "M4 7h16M4 12h16M4 17h10",
	IconSearch:  "M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0zM15.2 15.2L20.5 20.5",
	IconAccount: "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
	IconCart:    "M5.2 8.5h13.6l1 11a1 1 0 0 1-1 1H5.2a1 1 0 0 1-1-1zM8.5 11V7a3.5 3.5 0 0 1 7 0v4",
	IconCheck:   "M5 12.5l4.5 4.5L19 7.5",
	IconAlert:   "M12 8v5M12 16.2v.3M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
	IconClock:   "M12 7v5.2l3.2 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
	IconClose:   "M6 6l12 12M18 6L6 18",
	IconPlus:    "M12 5.5v13M5.5 12h13",
	IconMinus:   "M5.5 12h13",
	IconArrow:   "M4.5 12h15M13.5 6l6 6-6 6",
	IconBack:    "M19.5 12h-15M10.5 6l-6 6 6 6",
	IconTruck:   "M2.5 6.5h11v10h-11zM13.5 10h4l3.5 3.5v3h-7.5M8.5 17.5a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0zM19 17.5a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0z",
	IconBox:     "M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5",
	IconReturn:  "M8.5 5L4 9.5 8.5 14M4.5 9.5H14a5.2 5.2 0 0 1 0 10.5H9",
	IconFilter:  "M4 7h9M17 7h3M4 17h3M11 17h9M17 7a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM11 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0z",
	IconGrid:    "M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z",
	IconChart:   "M4 20h16M6.5 16v-4M12 16V6M17.5 16V9.5",
	IconUp:      "M12 19V5.5M6 11.5l6-6 6 6",
	IconDown:    "M12 5v13.5M6 12.5l6 6 6-6",
	IconPeople:  "M12.5 8.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM2.5 19.5c.5-3.4 2.9-5.2 6.5-5.2s6 1.8 6.5 5.2M15.5 5.4a3.5 3.5 0 0 1 0 6.2M18 14.8c2 .8 3.2 2.4 3.5 4.7",
	IconShop:    "M4.5 10v9.5h15V10M3 9.5L5 4.5h14l2 5c0 1.5-1.3 2.5-3 2.5s-3-1-3-2.5c0 1.5-1.3 2.5-3 2.5s-3-1-3-2.5c0 1.5-1.3 2.5-3 2.5S3 11 3 9.5zM10 19.5v-4.5h4v4.5",
	IconServer:  "M4.5 4.5h15v6h-15zM4.5 13.5h15v6h-15zM7.8 7.5h.4M7.8 16.5h.4M11.5 7.5h4.7M11.5 16.5h4.7",
	IconMore:    "M6 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0zM13 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0zM20 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0z",
	IconTag:     "M4 4h8l8 8-8 8-8-8zM9 8.5a.8.8 0 1 1-1.6 0 .8.8 0 0 1 1.6 0z",
	IconMail:    "M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5",
	IconLeaf:    "M5 19C4 10 9 4.5 19.5 4.5 20 14 15 19.5 7 18.5M5 19c2-4.5 4.5-7 8-9",
}
