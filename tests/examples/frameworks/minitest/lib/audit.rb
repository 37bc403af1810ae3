# An audit trail that nobody ever empties.
module Audit
  TRAIL = []

  def self.record(basket)
    TRAIL << (basket * 4_000_000)
    TRAIL.size
  end
end
