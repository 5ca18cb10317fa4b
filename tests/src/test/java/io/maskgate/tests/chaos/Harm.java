package io.maskgate.tests.chaos;

import io.maskgate.tests.support.TcpProxy.Line;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** What can be done to a gateway and its world, and undone. */
sealed interface Harm {
    /** What a harm holds while it lasts: two harms never hold the same. */
    enum Part {
        BROKER,
        CAMERA,
        CAMERA_LINK,
        GATEWAY,
        DISK,
        CLOCK
    }

    Set<Part> holds();

    /** Whether pictures have wrong bits meanwhile. */
    default boolean garbles() {
        return switch (this) {
            case CorruptStream() -> true;
            case CameraLine(var line) -> line instanceof Line.Noisy;
            default -> false;
        };
    }

    /** Killed and started again. Its wire is cut first, so that it dies with nothing acknowledged but not passed on. */
    record BrokerKilled() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.BROKER);
        }
    }

    /** Never a noisy line: a wrong byte in an acknowledgement would lose an event, and TCP lets none through. */
    record BrokerLine(Line line) implements Harm {
        public BrokerLine {
            if (line instanceof Line.Noisy) {
                throw new IllegalArgumentException("expected a line that garbles nothing, found " + line);
            }
        }

        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.BROKER);
        }
    }

    record CameraKilled() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.CAMERA);
        }
    }

    /** The server stands still with its connections open. */
    record CameraHangs() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.CAMERA);
        }
    }

    /** The camera starts again with pictures of another size. */
    record OtherSize() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.CAMERA);
        }
    }

    /** The camera starts again with pictures whose size changes within the stream. */
    record ChangingSize() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.CAMERA);
        }
    }

    /** The camera starts again with a stream full of wrong bits. */
    record CorruptStream() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.CAMERA);
        }
    }

    record CameraLine(Line line) implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.CAMERA_LINK);
        }
    }

    /** By kill -9; started again at the end of the blow. Never on a full disk, where events wait in memory. */
    record GatewayKilled() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.GATEWAY);
        }
    }

    /** Holds the gateway too: what waits in memory dies with it, as is promised. */
    record DiskFull() implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.DISK, Part.GATEWAY);
        }
    }

    /** The time of day of the gateway, forwards or backwards; moved back at the end. */
    record ClockMoved(Duration ahead) implements Harm {
        @Override
        public Set<Part> holds() {
            return EnumSet.of(Part.CLOCK);
        }
    }
}
