// Package price adds up.
package price
