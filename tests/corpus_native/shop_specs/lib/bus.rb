module Shop
  class Bus
    @@events = []
    def self.publish(name, payload)
      @@events << { name: name, payload: payload + name }
    end
    def self.last = @@events.last
  end
end
