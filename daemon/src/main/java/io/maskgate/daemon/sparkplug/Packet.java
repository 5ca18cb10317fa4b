package io.maskgate.daemon.sparkplug;

/** A message to publish: at most once, not retained, in this order. */
public record Packet(String topic, byte[] payload) {}
