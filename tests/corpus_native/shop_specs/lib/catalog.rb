module Shop
  class Catalog
    LINES = []
    RECENT = []
    def self.import(count)
      count.times { |n| LINES << ("product %d;" % n) * 40 }
      LINES.size
    end
    def self.seen(page)
      RECENT << page
      RECENT.shift while RECENT.size > 8
      RECENT.size
    end
  end
end
