"""The claim ledger: certificates of electricity as ranges of Wh; each Wh has one owner and backs one claim."""
