package io.maskgate.daemon.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who has shown wrong tokens lately, by address; an IPv6 client has a whole /64 and counts as one. Some mistakes are free,
 * each further one costs twice the wait of the one before. A right token changes nothing: who has one must not use it to
 * guess another. The table is bounded; the one longest without a mistake is forgotten first. Not thread-safe.
 */
final class LockOut {
    /** A person mistypes; a program does not stop after five. */
    static final int FREE = 5;

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(15);
    /**
     * Without a mistake for so long after the last wait, all is forgotten. So long that who pauses for it, to guess quickly
     * again, gets no further than who waits each time.
     */
    static final Duration FORGET = Duration.ofHours(4);

    static final int MOST = 4096;
    private static final int IPV6_NETWORK_BYTES = 8;

    private static final class Offender {
        private int mistakes;
        private long until;
    }

    private final LongSupplier nanoTime;
    private final LinkedHashMap<String, Offender> offenders = new LinkedHashMap<>();

    LockOut(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** How long the address must wait before anything it shows is looked at; empty when it may go on. */
    Optional<Duration> remaining(InetAddress address) {
        var offender = offenders.get(network(address));
        long left = offender == null ? 0 : offender.until - nanoTime.getAsLong();
        return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
    }

    /** A wrong token came from there. */
    Penalty mistake(InetAddress address) {
        String network = network(address);
        long now = nanoTime.getAsLong();
        var before = offenders.remove(network);
        var offender = before == null || now - before.until > FORGET.toNanos() ? new Offender() : before;
        if (offenders.size() >= MOST) {
            offenders.pollFirstEntry();
        }
        offenders.putLast(network, offender);
        offender.mistakes++;
        offender.until = now + penalty(offender.mistakes);
        return new Penalty(offender.mistakes, Duration.ofNanos(offender.until - now));
    }

    /** @param delay zero while mistakes are free */
    record Penalty(int mistakes, Duration delay) {}

    private static long penalty(int mistakes) {
        if (mistakes <= FREE) {
            return 0;
        }
        int doublings = Math.min(mistakes - FREE - 1, 20);
        return Math.min(LONGEST.toNanos(), FIRST.toNanos() << doublings);
    }

    /** Addresses that must wait now. */
    int locked() {
        long now = nanoTime.getAsLong();
        return (int) offenders.values().stream()
                .filter(offender -> offender.until - now > 0)
                .count();
    }

    /** The address, or the network of an IPv6 one. */
    static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK_BYTES) + "/64"
                : address.getHostAddress();
    }
}
