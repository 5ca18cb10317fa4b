package io.maskgate.daemon.mqtt;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses behind the broker's name: a pair of brokers may share one, and of A and AAAA one may not work. Outlives the
 * attempts to connect, since one address may let us connect and no further. Thread-safe.
 */
final class Addresses {
    private final BrokerAddress broker;
    private final Resolver resolver;
    /** Tried last, and nobody has let us in since. */
    private volatile @Nullable InetAddress last;

    /** Looks names up. */
    interface Resolver {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    Addresses(BrokerAddress broker, Resolver resolver) {
        this.broker = broker;
        this.resolver = resolver;
    }

    Addresses(BrokerAddress broker) {
        this(broker, InetAddress::getAllByName);
    }

    BrokerAddress broker() {
        return broker;
    }

    /** In the resolver's order, but for those that were tried in vain: they come last. */
    List<InetAddress> inOrder() throws UnknownHostException {
        var all = new ArrayList<>(List.of(resolver.all(broker.host())));
        Collections.rotate(all, -1 - all.indexOf(last));
        return all;
    }

    void trying(InetAddress address) {
        last = address;
    }

    /** The broker has accepted. */
    void letIn() {
        last = null;
    }
}
