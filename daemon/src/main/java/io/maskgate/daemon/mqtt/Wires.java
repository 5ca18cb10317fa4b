package io.maskgate.daemon.mqtt;

import io.maskgate.daemon.config.BrokerKeys;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** Connections as the configuration asks for them. */
final class Wires {
    private Wires() {}

    /**
     * @param will asked for at each connection; empty for none
     * @throws IllegalArgumentException naming the key, what was expected, what was found and the remedy
     */
    static Wire.Factory of(BrokerKeys.Mqtt config, String clientId, Supplier<Optional<Will>> will) {
        return of(config, clientId, will, InetAddress::getAllByName);
    }

    /** @param resolver of the broker's name */
    static Wire.Factory of(
            BrokerKeys.Mqtt config, String clientId, Supplier<Optional<Will>> will, Addresses.Resolver resolver) {
        BrokerAddress broker;
        try {
            broker = BrokerAddress.parse(config.url());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("mqtt.url: " + e.getMessage(), e);
        }
        if (broker.tls()) {
            TlsFiles.check(config.tls());
        }
        var addresses = new Addresses(broker, resolver);
        return switch (config.version()) {
            case V5 -> () -> new PahoV5Wire(new Login(addresses, clientId, config, will.get()));
            case V3_1_1 ->
                () -> new PahoV3Wire(new Login(addresses, clientId, config, will.get()), Pace.USUAL.window());
        };
    }
}
