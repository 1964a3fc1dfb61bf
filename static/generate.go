package static

// The storefront's stylesheet is one file to browsers and several to people;
// their names put them in order.
// What is in files/vendor comes from the packages that package.json pins:
// `npm ci && npm run vendor` in this folder copies it.
//
//go:generate sh -c "cat css/*.css > files/css/app.css"
