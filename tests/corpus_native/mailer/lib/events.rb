# Tells subscribers what happens.
module Events
  @subscribers = Hash.new { |all, name| all[name] = [] }

  def self.subscribe(name, &block)
    @subscribers[name] << block
    block
  end

  def self.unsubscribe(name, block) = @subscribers[name].delete(block)

  def self.tell(name, payload) = @subscribers[name].each { |block| block.call(payload) }
end
