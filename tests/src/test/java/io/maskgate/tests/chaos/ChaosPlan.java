package io.maskgate.tests.chaos;

import io.maskgate.tests.support.TcpProxy.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The blows of one run, drawn from a seed: the same seed, length and means draw the same blows.
 *
 * @param length by which every blow is made good
 * @param blows by the time they strike
 */
record ChaosPlan(long seed, Duration length, List<Blow> blows) {
    static final Duration SHORTEST = Duration.ofSeconds(10);
    /** Between two blows that hold the same thing. */
    static final Duration REST = Duration.ofSeconds(1);

    static final int AT_ONCE = 3;

    private static final Duration SHORTEST_BLOW = Duration.ofSeconds(2);
    private static final Duration LONGEST_BLOW = Duration.ofSeconds(45);
    private static final Duration NOBODY_DIES_WITHIN = Duration.ofSeconds(3);
    private static final int TRIES = 50;

    /** What happens; harms of the same kind differ in their particulars. */
    private enum Kind {
        BROKER_KILLED,
        BROKER_LINE,
        CAMERA_KILLED,
        CAMERA_HANGS,
        CAMERA_LINE,
        OTHER_SIZE,
        CHANGING_SIZE,
        CORRUPT_STREAM,
        GATEWAY_KILLED,
        DISK_FULL,
        CLOCK_MOVED
    }

    /**
     * What this machine can do.
     *
     * @param disk whether the gateway's disk can be filled
     * @param clock whether the gateway's clock can be moved
     */
    record Means(boolean disk, boolean clock) {}

    /** A step of the plan. */
    sealed interface Step {
        Duration at();

        Blow blow();

        record Strike(Blow blow) implements Step {
            @Override
            public Duration at() {
                return blow.from();
            }
        }

        record Heal(Blow blow) implements Step {
            @Override
            public Duration at() {
                return blow.to();
            }
        }
    }

    ChaosPlan {
        blows = blows.stream().sorted(Comparator.comparing(Blow::from)).toList();
    }

    /** As many blows as keep about one going at any time, every kind as often as others. */
    static ChaosPlan draw(long seed, Duration length, Means means) {
        if (length.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("expected " + SHORTEST + " or more, found " + length);
        }
        var random = new Random(seed);
        var longest = Collections.min(List.of(length.dividedBy(6), LONGEST_BLOW));
        var mean = SHORTEST_BLOW.plus(longest).dividedBy(2);
        var bag = new ArrayList<Kind>();
        var blows = new ArrayList<Blow>();
        for (long wanted = length.dividedBy(mean) + 1; wanted > 0; wanted--) {
            if (bag.isEmpty()) {
                bag.addAll(List.of(Kind.values()));
                if (!means.disk()) {
                    bag.remove(Kind.DISK_FULL);
                }
                if (!means.clock()) {
                    bag.remove(Kind.CLOCK_MOVED);
                }
                Collections.shuffle(bag, random);
            }
            place(bag.removeLast(), length, longest, random, blows).ifPresent(blows::add);
        }
        return new ChaosPlan(seed, length, blows);
    }

    /** A free place for a blow; empty when none was found. */
    private static Optional<Blow> place(
            Kind kind, Duration length, Duration longest, RandomGenerator random, List<Blow> others) {
        var harm = harm(kind, random);
        // The last gateway lives on to the end, and under most of the blows: what grows in it shall show.
        var end = kind == Kind.GATEWAY_KILLED ? length.multipliedBy(2).dividedBy(5) : length;
        var most = kind == Kind.GATEWAY_KILLED ? NOBODY_DIES_WITHIN : longest;
        for (int i = 0; i < TRIES; i++) {
            var lasting = Duration.ofMillis(between(SHORTEST_BLOW, most, random));
            var from = Duration.ofMillis(random.nextLong(end.minus(lasting).toMillis() + 1));
            var blow = new Blow(from, from.plus(lasting), harm);
            if (others.stream().noneMatch(other -> other.clashes(blow, REST))
                    && others.stream().filter(other -> overlap(other, blow)).count() < AT_ONCE) {
                return Optional.of(blow);
            }
        }
        return Optional.empty();
    }

    private static boolean overlap(Blow one, Blow other) {
        return one.from().compareTo(other.to()) < 0 && other.from().compareTo(one.to()) < 0;
    }

    private static long between(Duration least, Duration most, RandomGenerator random) {
        return most.compareTo(least) <= 0 ? least.toMillis() : random.nextLong(least.toMillis(), most.toMillis() + 1);
    }

    private static Harm harm(Kind kind, RandomGenerator random) {
        return switch (kind) {
            case BROKER_KILLED -> new Harm.BrokerKilled();
            case BROKER_LINE -> new Harm.BrokerLine(line(random, 3));
            case CAMERA_KILLED -> new Harm.CameraKilled();
            case CAMERA_HANGS -> new Harm.CameraHangs();
            case CAMERA_LINE -> new Harm.CameraLine(line(random, 4));
            case OTHER_SIZE -> new Harm.OtherSize();
            case CHANGING_SIZE -> new Harm.ChangingSize();
            case CORRUPT_STREAM -> new Harm.CorruptStream();
            case GATEWAY_KILLED -> new Harm.GatewayKilled();
            case DISK_FULL -> new Harm.DiskFull();
            case CLOCK_MOVED ->
                // Within what the outbox keeps, 7 days: beyond that events are given up, and told of.
                new Harm.ClockMoved(
                        Duration.ofSeconds(random.nextLong(10, 5 * 3600) * (random.nextBoolean() ? 1 : -1)));
        };
    }

    private static Line line(RandomGenerator random, int kinds) {
        return switch (random.nextInt(kinds)) {
            case 0 -> new Line.Cut();
            case 1 -> new Line.Silent();
            case 2 -> new Line.Slow(Duration.ofMillis(random.nextLong(50, 500)));
            default -> new Line.Noisy(random.nextInt(200, 20_000), random.nextLong(1000));
        };
    }

    /** Strikes and heals by their time; of the same moment, heals first. */
    List<Step> steps() {
        var steps = new ArrayList<Step>();
        for (var blow : blows) {
            steps.add(new Step.Strike(blow));
            steps.add(new Step.Heal(blow));
        }
        steps.sort(Comparator.comparing(Step::at).thenComparing(step -> step instanceof Step.Strike));
        return steps;
    }

    @Override
    public String toString() {
        return blows.stream()
                .map(Blow::toString)
                .collect(Collectors.joining("\n", "seed " + seed + ", " + length + "\n", ""));
    }
}
