package io.maskgate.daemon.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * One datagram to an AF_UNIX address through libc; the JDK has no datagram sockets of that family. Numbers are those of
 * Linux on x86-64 and arm64 (asm-generic).
 */
public final class UnixDatagram {
    /** What became of a datagram. */
    public sealed interface Outcome {}

    /** The receiver has it. */
    public record Sent() implements Outcome {}

    /** More bytes than the kernel takes in one datagram. */
    public record TooLong() implements Outcome {}

    /** @param reason for a person, with errno where the kernel refused */
    public record Failed(String reason) implements Outcome {}

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDTIMEO = 21;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EMSGSIZE = 90;
    private static final int FAMILY_BYTES = 2;
    /** sizeof(sun_path); a path needs a terminating zero within it, an abstract name does not. */
    private static final int PATH_BYTES = 108;
    /** A receiver that does not read may hold the sender up for so long. */
    private static final long SEND_SECONDS = 1;

    private UnixDatagram() {}

    /**
     * Sends one datagram, within a second.
     *
     * @param address a path, or @name for an abstract name
     */
    public static Outcome send(String address, byte[] data) {
        boolean isAbstract = address.startsWith("@");
        if (!isAbstract && !address.startsWith("/")) {
            return new Failed("expected an address of the form /path or @name, found another kind");
        }
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name.length > (isAbstract ? PATH_BYTES : PATH_BYTES - 1)) {
            return new Failed("expected an address of at most 107 bytes, found " + name.length);
        }
        if (isAbstract) {
            name[0] = 0;
        }
        try (var arena = Arena.ofConfined()) {
            return send(arena, name, isAbstract, data);
        } catch (Throwable e) {
            return new Failed("native call refused: " + e);
        }
    }

    private static Outcome send(Arena arena, byte[] name, boolean isAbstract, byte[] bytes) throws Throwable {
        MemorySegment errno = arena.allocate(Libc.STATE);
        MemorySegment to = arena.allocate(FAMILY_BYTES + PATH_BYTES, Short.BYTES);
        to.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(name, 0, to, JAVA_BYTE, FAMILY_BYTES, name.length);
        // The length of an abstract name is part of the name; a path takes its terminating zero along.
        int toBytes = FAMILY_BYTES + name.length + (isAbstract ? 0 : 1);

        int fd = (int) Libc.SOCKET.invokeExact(errno, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        if (fd < 0) {
            return failed("socket", errno);
        }
        try {
            MemorySegment timeval = arena.allocateFrom(JAVA_LONG, SEND_SECONDS, 0);
            int set = (int)
                    Libc.SETSOCKOPT.invokeExact(errno, fd, SOL_SOCKET, SO_SNDTIMEO, timeval, (int) timeval.byteSize());
            if (set < 0) {
                return failed("setsockopt", errno);
            }
            MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
            long sent = (long) Libc.SENDTO.invokeExact(errno, fd, data, (long) bytes.length, MSG_NOSIGNAL, to, toBytes);
            if (sent >= 0) {
                return new Sent();
            }
            return (int) Libc.ERRNO.get(errno, 0L) == EMSGSIZE ? new TooLong() : failed("sendto", errno);
        } finally {
            int _ = (int) Libc.CLOSE.invokeExact(errno, fd);
        }
    }

    private static Failed failed(String call, MemorySegment errno) {
        int number = (int) Libc.ERRNO.get(errno, 0L);
        String text = switch (number) {
            case 2 -> "no such socket";
            case 11 -> "the receiver does not read";
            case 13 -> "permission denied";
            case 111 -> "nobody listens";
            default -> "see errno(3)";
        };
        return new Failed(call + " failed with errno " + number + " (" + text + ")");
    }

    /** Bound on first use, so that a host without a service manager never links. */
    private static final class Libc {
        static final MemoryLayout STATE = Linker.Option.captureStateLayout();
        static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        static final MethodHandle SOCKET =
                bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle SETSOCKOPT =
                bind("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle SENDTO = bind(
                "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle CLOSE = bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        private Libc() {}

        @SuppressWarnings("restricted")
        private static MethodHandle bind(String name, FunctionDescriptor shape) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
        }
    }
}
