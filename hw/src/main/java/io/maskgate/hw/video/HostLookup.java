package io.maskgate.hw.video;

import static io.maskgate.hw.video.VideoException.Reason.CLOSED;
import static io.maskgate.hw.video.VideoException.Reason.TIMEOUT;
import static io.maskgate.hw.video.VideoException.Reason.UNREACHABLE;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Resolves a camera's name before FFmpeg does, since FFmpeg resolves in a call that no interrupt callback reaches. A
 * resolver that hangs leaves its thread behind until the system gives up.
 */
final class HostLookup {
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");

    private HostLookup() {}

    static void check(VideoSpec spec, Cancellation cancellation) throws VideoException {
        String host = spec.url().host();
        if (spec.url().lacksInterface()) {
            throw Failures.of(
                    UNREACHABLE,
                    spec,
                    "a link-local address is reached by one interface of this machine: write that behind it, such as [fe80::1%eth0]");
        }
        if (spec.url().isFile() || NUMERIC.matcher(host).matches()) {
            return;
        }
        var found = new CompletableFuture<Boolean>();
        // A platform thread: the resolver blocks in native code and would hold a carrier of the virtual ones.
        Thread.ofPlatform().daemon().name("resolve " + host).start(() -> found.complete(known(host)));
        try {
            CompletableFuture.anyOf(found, cancellation.future())
                    .get(spec.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw Failures.of(TIMEOUT, spec, "the name server does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.of(CLOSED, spec, "closed by us");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (cancellation.cancelled()) {
            throw Failures.of(CLOSED, spec, "closed by us");
        }
        if (!found.join()) {
            throw Failures.of(UNREACHABLE, spec, "no address is known for this host");
        }
    }

    private static boolean known(String host) {
        try {
            return InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
