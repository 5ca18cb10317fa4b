package io.maskgate.daemon.sparkplug;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the edge node says and when (Sparkplug 3.0, chapters 5 and 6): births before data, numbered without gaps, again
 * whenever a host asks or the connection is new; nothing while the primary host is away. What changes meanwhile is kept
 * within a bound and told later as history. Thread-safe; {@link #next} is called by the one thread that publishes, and
 * what it returned counts as said.
 */
public final class EdgeNode {
    private static final int SEQUENCES = 256;
    private static final int HISTORY_IN_A_PACKET = 50;

    private final Names names;
    private final Optional<String> primaryHost;
    private final boolean aggregated;
    private final Rhythm rhythm;
    private final Payloads payloads = new Payloads();
    private final Properties properties;
    private final Pause betweenBirths;
    private final Pause betweenHistory;
    private final Map<String, Device> devices = new LinkedHashMap<>();
    /** Births that are due, in order; each draws its sequence number when it goes. */
    private final ArrayDeque<Function<Instant, Packet>> births = new ArrayDeque<>();

    private Phase phase = Phase.AWAY;
    private int bdSeq;
    private int seq;
    /** The next that nothing had before: a host may still know an old one by what it was. */
    private long alias = Property.values().length + 1L;

    private boolean birthDue;
    private long hostSince = Long.MIN_VALUE;
    private boolean doubtful;
    private int kept;
    private long dropped;

    private enum Phase {
        /** Not connected. */
        AWAY,
        /** Connected; the primary host is not there, or has not been heard of. */
        WAITING,
        /** Births and data may go. */
        ALIVE,
        /** The primary host went: all that is left to say is the death. */
        LEAVING
    }

    /**
     * How fast it speaks.
     *
     * @param counts least time between two messages of a device that tell only of counts
     * @param rebirth least time between two births
     * @param history least time between two messages of history
     * @param kept values kept at most while nobody listens; beyond them the oldest go
     */
    public record Rhythm(Duration counts, Duration rebirth, Duration history, int kept) {
        public static final Rhythm USUAL =
                new Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(50), 10_000);
    }

    /**
     * @param primaryHost the host without which nothing is said; empty where any will do
     * @param aggregated whether counts per interval are all that may leave the gateway
     */
    public EdgeNode(Names names, Optional<String> primaryHost, boolean aggregated, Rhythm rhythm, Clock clock) {
        this.names = names;
        this.primaryHost = primaryHost;
        this.aggregated = aggregated;
        this.rhythm = rhythm;
        properties = new Properties(clock.instant());
        betweenBirths = new Pause(rhythm.rebirth());
        betweenHistory = new Pause(rhythm.history());
    }

    /**
     * A connection is about to be made.
     *
     * @param number of it, 0 to 255, one more than that of the connection before
     * @return payload of the will at {@link Names#death}
     */
    public synchronized byte[] connecting(int number) {
        bdSeq = number;
        return payloads.nodeDeath(number);
    }

    /** The broker has accepted, and everything is subscribed to. */
    public synchronized void connected() {
        forgetHost();
        silent(primaryHost.isPresent() ? Phase.WAITING : Phase.ALIVE);
        birthDue = phase == Phase.ALIVE;
        betweenBirths.end();
    }

    /** The connection is gone, with or without a death. */
    public synchronized void lost() {
        silent(Phase.AWAY);
    }

    private void silent(Phase next) {
        phase = next;
        births.clear();
        birthDue = false;
        devices.values().forEach(Device::forgotten);
        devices.values().removeIf(Device::isOver);
    }

    /** The primary host went away: {@link #death} is to be said and the connection to be ended. */
    public synchronized boolean mustLeave() {
        return phase == Phase.LEAVING;
    }

    /** Whether it waits for the primary host. */
    public synchronized boolean isWaiting() {
        return phase == Phase.WAITING;
    }

    /** Whether the primary host has said on this connection where it is. */
    public synchronized boolean hasHeardHost() {
        return hostSince != Long.MIN_VALUE;
    }

    /** Whether it waits although the primary host said that it is there: with a time that is older than that of its end. */
    public synchronized boolean doubtsHost() {
        return isWaiting() && doubtful;
    }

    /** Its state is about to be asked for anew: what the broker keeps counts, whatever its time. */
    public synchronized void forgetHost() {
        hostSince = Long.MIN_VALUE;
        doubtful = false;
    }

    /** Whether the birth on this connection was said, and none is due again. */
    public synchronized boolean isBorn() {
        return phase == Phase.ALIVE && !birthDue;
    }

    /** Says all births again, as soon as the rhythm lets it; nothing where none were due at all. */
    public synchronized void beBornAgain() {
        rebirth();
    }

    /** The last word before a connection is ended on purpose. */
    public synchronized Packet death() {
        return new Packet(names.death(), payloads.nodeDeath(bdSeq));
    }

    /** Values given up since this was asked last, since too many were kept. */
    public synchronized long takeDropped() {
        long taken = dropped;
        dropped = 0;
        return taken;
    }

    /** A message from the broker. */
    public synchronized Order arrived(String topic, byte[] payload) {
        if (primaryHost.isPresent() && topic.equals(Names.state(primaryHost.get()))) {
            return HostState.read(payload).map(this::host).orElseGet(Order.Ignored::new);
        }
        if (topic.equals(names.commands())) {
            return Payloads.command(payload).stream().anyMatch(EdgeNode::isRebirth) ? rebirth() : new Order.Ignored();
        }
        if (names.isDeviceCommand(topic)) {
            var device = devices.get(Names.device(topic));
            return Payloads.command(payload).stream()
                    .filter(write -> device != null && device.is(Measure.ENABLED, write))
                    .findFirst()
                    .<Order>map(write -> new Order.Enable(Names.device(topic), write.value()))
                    .orElseGet(Order.Ignored::new);
        }
        return new Order.Ignored();
    }

    private static boolean isRebirth(Payloads.Write write) {
        return write.value() && write.name().equals(Payloads.REBIRTH);
    }

    private Order rebirth() {
        if (phase != Phase.ALIVE) {
            return new Order.Ignored();
        }
        births.clear();
        birthDue = true;
        return new Order.Done();
    }

    /** A state older than one that was heard on this connection is the late will of an earlier session. */
    private Order host(HostState state) {
        if (state.timestamp() < hostSince) {
            // A will never says that the host is there: its clock was ahead.
            doubtful |= state.online();
            return new Order.Outdated();
        }
        hostSince = state.timestamp();
        if (state.online() && phase == Phase.WAITING) {
            phase = Phase.ALIVE;
            birthDue = true;
        } else if (!state.online() && phase == Phase.ALIVE) {
            silent(Phase.LEAVING);
        }
        return new Order.Done();
    }

    synchronized void describe(Property property, Object value, Instant at) {
        properties.put(property, value, at);
    }

    /** A value of a camera was taken; what is not for this privacy mode is left out. */
    synchronized void put(String camera, Tag tag, @Nullable Object value, Instant at) {
        put(camera, tag, value, phase != Phase.ALIVE, at);
    }

    private void put(String camera, Tag tag, @Nullable Object value, boolean held, Instant at) {
        if (tag.isFor(aggregated)) {
            kept += device(camera, at).put(tag, value, at, held);
            while (kept > rhythm.kept()) {
                Collections.max(devices.values(), Comparator.comparingInt(Device::kept))
                        .dropOldest();
                kept--;
                dropped++;
            }
        }
    }

    /**
     * All of an interval at one time. How it was is as true of a camera that is dark by its end, and told once it is back.
     *
     * @param kept whether it is worth being kept where it cannot be told now
     */
    synchronized void interval(String camera, Map<Measure, @Nullable Object> values, boolean kept, Instant at) {
        boolean held = kept && (phase != Phase.ALIVE || !device(camera, at).isBorn());
        values.forEach((measure, value) -> put(camera, measure, value, held, at));
    }

    /** A camera has these lines and no others. */
    synchronized void lines(String camera, List<String> names, Instant at) {
        var tags = names.stream()
                .flatMap(Tag.Crossed::bothWays)
                .filter(tag -> tag.isFor(aggregated))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        int gone = device(camera, at).lines(tags, at);
        kept -= gone;
        dropped += gone;
    }

    /** Whether a camera can tell anything: otherwise its device is dead. */
    synchronized void present(String camera, boolean present, Instant at) {
        device(camera, at).present(present);
    }

    synchronized void remove(String camera) {
        var device = devices.get(camera);
        if (device != null) {
            kept -= device.kept();
            device.remove();
            if (device.isOver()) {
                devices.remove(camera);
            }
        }
    }

    private Device device(String camera, Instant now) {
        var known = devices.computeIfAbsent(
                camera, id -> new Device(id, () -> alias++, Measure.all(aggregated), rhythm.counts(), now));
        known.keep();
        return known;
    }

    /**
     * The next message to publish, which then counts as said.
     *
     * @param now time of day, for the message
     * @param nanos the same moment by a clock that nobody sets, for the pace
     */
    public synchronized Optional<Packet> next(Instant now, long nanos) {
        if (phase != Phase.ALIVE) {
            return Optional.empty();
        }
        if (birthDue) {
            if (betweenBirths.left(nanos) > 0) {
                return Optional.empty();
            }
            beBorn(now, nanos);
        }
        var birth = births.poll();
        return birth != null ? Optional.of(birth.apply(now)) : news(now, nanos).or(() -> history(now, nanos));
    }

    private void beBorn(Instant now, long nanos) {
        birthDue = false;
        betweenBirths.begin(nanos);
        seq = 0;
        devices.values().removeIf(Device::isOver);
        var own = new ArrayList<>(properties.all());
        own.add(new Metric(Payloads.REBIRTH, OptionalLong.empty(), Measure.Kind.FLAG, false, now, false));
        births.add(at -> new Packet(names.birth(), payloads.nodeBirth(nextSeq(), bdSeq, own, at)));
        for (var device : devices.values()) {
            device.forgotten();
            if (device.isPresent()) {
                births.add(birth(device, nanos));
            }
        }
    }

    private Function<Instant, Packet> birth(Device device, long nanos) {
        var metrics = device.birth(nanos);
        return at -> new Packet(names.deviceBirth(device.id), payloads.birth(nextSeq(), metrics, at));
    }

    private Optional<Packet> news(Instant now, long nanos) {
        if (properties.hasChanged()) {
            return Optional.of(new Packet(names.data(), payloads.data(nextSeq(), properties.news(), now)));
        }
        for (var device : devices.values()) {
            if (device.isPresent() && (!device.isBorn() || device.isReshaped())) {
                return Optional.of(birth(device, nanos).apply(now));
            }
            boolean tells = device.isBorn() && device.hasChanged() && !device.isReshaped();
            if (tells && device.untilDue(nanos) == 0) {
                return Optional.of(data(device, device.news(nanos), now));
            }
            if (device.isBorn() && !device.isPresent()) {
                device.died();
                if (device.isOver()) {
                    devices.remove(device.id);
                }
                return Optional.of(new Packet(names.deviceDeath(device.id), payloads.death(nextSeq(), now)));
            }
        }
        return Optional.empty();
    }

    private Optional<Packet> history(Instant now, long nanos) {
        if (betweenHistory.left(nanos) > 0) {
            return Optional.empty();
        }
        for (var device : devices.values()) {
            if (device.isBorn() && device.kept() > 0) {
                int before = device.kept();
                var past = device.history(HISTORY_IN_A_PACKET);
                kept -= before - device.kept();
                if (!past.isEmpty()) {
                    betweenHistory.begin(nanos);
                    return Optional.of(data(device, past, now));
                }
            }
        }
        return Optional.empty();
    }

    private Packet data(Device device, List<Metric> metrics, Instant now) {
        return new Packet(names.deviceData(device.id), payloads.data(nextSeq(), metrics, now));
    }

    private int nextSeq() {
        int next = seq;
        seq = (seq + 1) % SEQUENCES;
        return next;
    }

    /**
     * After which time {@link #next} is worth another look although nothing else happens; at most a second.
     *
     * @param nanos by a clock that nobody sets
     */
    public synchronized Duration untilNext(long nanos) {
        long soonest = Duration.ofSeconds(1).toNanos();
        if (phase == Phase.ALIVE) {
            if (birthDue) {
                soonest = Math.min(soonest, betweenBirths.left(nanos));
            }
            for (var device : devices.values()) {
                if (device.isBorn() && device.hasChanged()) {
                    soonest = Math.min(soonest, device.untilDue(nanos));
                }
                if (device.isBorn() && device.kept() > 0) {
                    soonest = Math.min(soonest, betweenHistory.left(nanos));
                }
            }
        }
        return Duration.ofNanos(soonest);
    }
}
