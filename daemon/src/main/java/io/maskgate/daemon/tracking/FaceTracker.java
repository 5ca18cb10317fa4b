package io.maskgate.daemon.tracking;

import io.maskgate.hw.inference.Box;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which observations are the same face, for one camera, in the manner of ByteTrack (Zhang et al., 2022): high-scoring
 * observations go to the tracks they fit, the rest of them start new ones; low-scoring ones only extend what is left of
 * the tracks seen a moment ago.
 *
 * <p>A track is tentative until {@code confirm} high-scoring sightings, then confirmed. A tentative track dies after
 * {@link #TENTATIVE_MISSES} looks without it, each after the time given to {@link #expire}.
 */
final class FaceTracker {
    /** Observations below are clutter. */
    static final double LOW_SCORE = 0.1;
    /** Tracks and observations of one camera at most; more is not a scene but a fault. */
    static final int LIMIT = 300;

    private static final int TENTATIVE_MISSES = 2;
    /** Looks after which a low-scoring observation no longer revives a track. */
    private static final int LOW_SCORE_MISSES = 2;

    private final double threshold;
    private final int confirm;
    private final List<Track> tracks = new ArrayList<>();
    private int refused;
    private int width;
    private int height;

    FaceTracker(double threshold, int confirm) {
        this.threshold = threshold;
        this.confirm = confirm;
    }

    /** Open tracks in order of birth. */
    List<Track> tracks() {
        return List.copyOf(tracks);
    }

    boolean confirmed(Track track) {
        return track.sightings() >= confirm;
    }

    /** Whether the observation is a sighting of a face. */
    boolean high(Observation observation) {
        return observation.score() >= threshold;
    }

    /** Faces not given a track in the last look because there are too many. */
    int refused() {
        return refused;
    }

    /** Removes what was not seen for longer than that. */
    List<Track> expire(long nanos, long lostNanos) {
        return remove(track -> nanos - track.lastNanos() > lostNanos);
    }

    /** Removes all. */
    List<Track> clear() {
        return remove(_ -> true);
    }

    /** The edges beyond which nobody is seen. */
    void picture(int width, int height) {
        this.width = width;
        this.height = height;
    }

    void scale(double horizontal, double vertical) {
        tracks.forEach(track -> track.scale(horizontal, vertical));
    }

    /**
     * Takes in a frame: afterwards each track seen in it has an {@link Track#observation()}.
     *
     * @param faces best first; the best {@link #LIMIT} are looked at
     * @param birth makes a track of an observation
     */
    void look(List<Observation> faces, long nanos, Instant wall, Function<Observation, Track> birth) {
        List<Observation> observations = faces.subList(0, Math.min(LIMIT, faces.size()));
        refused = (int) faces.stream().skip(LIMIT).filter(this::high).count();
        tracks.forEach(track -> track.predict(nanos));
        var high = new ArrayList<>(observations.stream().filter(this::high).toList());
        associate(tracks, high, true, wall);
        var low = new ArrayList<>(observations.stream()
                .filter(it -> !high(it) && it.score() >= LOW_SCORE && isFree(it))
                .toList());
        associate(unseen(track -> track.missed() <= LOW_SCORE_MISSES), low, false, wall);
        remove(track -> !confirmed(track) && track.missed() > TENTATIVE_MISSES);
        for (Observation observation : high) {
            if (!isFree(observation)) {
                continue;
            }
            if (tracks.size() < LIMIT) {
                tracks.add(birth.apply(observation));
            } else {
                refused++;
            }
        }
        remove(this::isDuplicate);
    }

    /** Gives observations to tracks at least cost, and takes what was given out of {@code observations}. */
    private void associate(List<Track> candidates, List<Observation> observations, boolean high, Instant wall) {
        var cost = new double[candidates.size()][observations.size()];
        for (int row = 0; row < candidates.size(); row++) {
            for (int column = 0; column < observations.size(); column++) {
                Track track = candidates.get(row);
                Observation observation = observations.get(column);
                cost[row][column] = isNewcomer(track, observation)
                        ? Assignment.UNASSIGNED
                        : Affinity.cost(track, observation).orElse(Assignment.UNASSIGNED);
            }
        }
        int[] columns = Assignment.solve(cost, observations.size());
        var given = new ArrayList<Observation>();
        for (int row = 0; row < columns.length; row++) {
            if (columns[row] >= 0) {
                Observation observation = observations.get(columns[row]);
                candidates.get(row).see(observation, high, wall);
                given.add(observation);
            }
        }
        observations.removeIf(it -> given.stream().anyMatch(other -> other == it));
    }

    /**
     * Whether the track's face has walked out of the picture and this one surely wears the other label: who comes in
     * there is somebody else. In the picture it is not so, where a mask is put on behind a turned head.
     */
    private boolean isNewcomer(Track track, Observation observation) {
        return isOutside(track.expected())
                && observation.margin() >= LabelVote.SURE_MARGIN
                && Affinity.contradicts(track, observation);
    }

    private boolean isOutside(Box box) {
        return box.centerX() < 0 || box.centerX() > width || box.centerY() < 0 || box.centerY() > height;
    }

    private List<Track> unseen(Predicate<Track> wanted) {
        return tracks.stream()
                .filter(track -> track.observation().isEmpty() && wanted.test(track))
                .toList();
    }

    /** Whether no track was seen at this place in this look: a second box on a face is not a second face. */
    private boolean isFree(Observation observation) {
        return tracks.stream()
                .flatMap(track -> track.observation().stream())
                .noneMatch(seen -> Affinity.sameFace(seen.box(), observation.box()));
    }

    /** Whether an older track is seen on the same face; what has already spoken stays and ends in its time. */
    private boolean isDuplicate(Track track) {
        return track.observation().isPresent()
                && track.mask().label().isEmpty()
                && tracks.subList(0, tracks.indexOf(track)).stream()
                        .anyMatch(older ->
                                older.observation().isPresent() && Affinity.sameFace(older.box(), track.box()));
    }

    private List<Track> remove(Predicate<Track> gone) {
        List<Track> removed = tracks.stream().filter(gone).toList();
        tracks.removeAll(removed);
        return removed;
    }
}
