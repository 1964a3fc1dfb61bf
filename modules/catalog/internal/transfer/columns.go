package transfer

// The columns that are read and written, as Shopify names them.
const (
	colHandle           = "Handle"
	colTitle            = "Title"
	colBody             = "Body (HTML)"
	colVendor           = "Vendor"
	colType             = "Type"
	colTags             = "Tags"
	colPublished        = "Published"
	colSKU              = "Variant SKU"
	colGrams            = "Variant Grams"
	colTracker          = "Variant Inventory Tracker"
	colQuantity         = "Variant Inventory Qty"
	colPolicy           = "Variant Inventory Policy"
	colFulfillment      = "Variant Fulfillment Service"
	colPrice            = "Variant Price"
	colCompareAt        = "Variant Compare At Price"
	colRequiresShipping = "Variant Requires Shipping"
	colTaxable          = "Variant Taxable"
	colTaxCode          = "Variant Tax Code"
	colBarcode          = "Variant Barcode"
	colImage            = "Image Src"
	colImagePosition    = "Image Position"
	colImageAlt         = "Image Alt Text"
	colGiftCard         = "Gift Card"
	colSEOTitle         = "SEO Title"
	colSEODescription   = "SEO Description"
	colVariantImage     = "Variant Image"
	colWeightUnit       = "Variant Weight Unit"
	colStatus           = "Status"
)

// The columns of the three options.
var (
	optionNames  = []string{"Option1 Name", "Option2 Name", "Option3 Name"}
	optionValues = []string{"Option1 Value", "Option2 Value", "Option3 Value"}
)

// A product without options has one of this name and value in the file.
const (
	noOption = "Title"
	noValue  = "Default Title"
)

// The policies for when none are left.
const (
	policyDeny     = "deny"
	policyContinue = "continue"
)

// header is the first line of an export.
var header = []string{
	colHandle, colTitle, colBody, colVendor, colType, colTags, colPublished,
	optionNames[0], optionValues[0], optionNames[1], optionValues[1], optionNames[2], optionValues[2],
	colSKU, colGrams, colTracker, colQuantity, colPolicy, colFulfillment, colPrice, colCompareAt,
	colRequiresShipping, colTaxable, colBarcode, colImage, colImagePosition, colImageAlt, colGiftCard,
	colSEOTitle, colSEODescription, colVariantImage, colWeightUnit, colTaxCode, colStatus,
}
