// Package invoicepdf draws invoices and credit notes as PDF, from what they say
// and nothing else: the same document is the same paper at any time. Only pages
// and API of the orders module may import it.
package invoicepdf
