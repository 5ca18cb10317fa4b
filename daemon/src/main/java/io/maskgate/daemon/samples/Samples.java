package io.maskgate.daemon.samples;

import io.maskgate.daemon.camera.Album;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.Secret;
import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.retry.Backoff;
import io.maskgate.hw.host.SystemClock;
import io.maskgate.hw.video.JpegEncoder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** Stored pictures of a running gateway, in the one mode that has any. */
public final class Samples implements AutoCloseable {
    /** Room on the disk that is left to events. */
    public static final long RESERVE = 64L << 20;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration LAST_RETRY = Duration.ofMinutes(5);

    private final Vault vault;
    private final Darkroom darkroom;
    private final Album album;

    private Samples(Vault vault, Darkroom darkroom, Album album) {
        this.vault = vault;
        this.darkroom = darkroom;
        this.album = album;
    }

    /** Where pictures are stored. */
    public static Path folder(Path state) {
        return state.resolve("pictures");
    }

    /**
     * Opens the store where pictures may be stored. Where they may not there is none, and those of an earlier time are
     * {@link Leftover}.
     *
     * @throws IllegalArgumentException when the key cannot be used
     */
    public static Optional<Samples> open(
            GatewayConfig config, PrivacyGate gate, InstantSource clock, Supplier<UUID> ids, SecureRandom random) {
        return open(config, gate, clock, ids, random, Darkroom.CLOSING);
    }

    static Optional<Samples> open(
            GatewayConfig config,
            PrivacyGate gate,
            InstantSource clock,
            Supplier<UUID> ids,
            SecureRandom random,
            Duration closing) {
        var folder = folder(config.state());
        if (!gate.permits(Exit.STORED_PICTURES)) {
            return Optional.empty();
        }
        var pictures = config.pictures();
        var limits = new Vault.Limits(pictures.retention(), pictures.quota().bytes(), RESERVE);
        var time = new PictureAges.Time(clock, System::nanoTime, new SystemClock()::isRight);
        var vault = new Vault(folder, limits, seal(pictures.key(), random), gate, time);
        var developer = new Developer(JpegEncoder::new, new Backoff(FIRST_RETRY, LAST_RETRY, random), System::nanoTime);
        var darkroom = new Darkroom(vault, developer, clock, System::nanoTime, closing);
        darkroom.start();
        return Optional.of(new Samples(
                vault, darkroom, new Sampler(pictures, config.model().threshold(), darkroom, ids)));
    }

    static Optional<Seal> seal(Optional<Secret> key, SecureRandom random) {
        return key.map(secret -> Seal.of(secret.reveal(), random));
    }

    /** For the cameras. */
    public Album album() {
        return album;
    }

    public int size() {
        return vault.size();
    }

    public long bytes() {
        return vault.bytes();
    }

    /** What became of pictures in this process; DROPPED are those that {@link Darkroom#dropped} counts. */
    public Map<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        vault.counts().forEach((fate, count) -> counts.put(fate.text(), count));
        counts.put("dropped", darkroom.dropped());
        return counts;
    }

    /** Why pictures are not stored, or not deleted on time, at present; empty while all is well. */
    public Optional<String> trouble() {
        return darkroom.trouble();
    }

    /** Why the process must be restarted; empty while it can go on. */
    public Optional<String> fatal() {
        return darkroom.fatal();
    }

    @Override
    public void close() {
        darkroom.close();
    }
}
