package io.maskgate.daemon.samples;

import io.maskgate.daemon.camera.Album;
import io.maskgate.daemon.config.PrivacyKeys;
import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.daemon.tracking.TrackView;
import io.maskgate.hw.inference.Box;
import io.maskgate.hw.inference.Detection;
import io.maskgate.hw.inference.MaskLabel;
import io.maskgate.hw.video.RgbPicture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Chooses what is kept, and cuts it out. Belongs to the inference thread: it copies pixels, and encodes nothing. */
final class Sampler implements Album {
    /** From this score on the detector means something that has no track yet. */
    private static final float MEANT = 0.3f;
    /** Less of a face than this in a crop is not taken for a face of it. */
    private static final float MOST_OF_IT = 0.5f;

    private final PrivacyKeys.Pictures config;
    private final double threshold;
    private final Darkroom darkroom;
    private final Supplier<UUID> ids;
    private final Map<String, Hardness> cameras = new HashMap<>();

    /** @param threshold score from which a detection counts as a face */
    Sampler(PrivacyKeys.Pictures config, double threshold, Darkroom darkroom, Supplier<UUID> ids) {
        this.config = config;
        this.threshold = threshold;
        this.darkroom = darkroom;
        this.ids = ids;
    }

    @Override
    public boolean isOpen() {
        return config.samples() || config.events();
    }

    @Override
    public void looked(Look look, RgbPicture picture) {
        float scaleX = (float) picture.width() / look.width();
        float scaleY = (float) picture.height() / look.height();
        if (config.events()) {
            var told = told(look.events());
            cutting(told.size(), () -> snapshots(told, scaleX, scaleY, picture));
        }
        if (config.samples()) {
            var found = look.found().stream()
                    .map(each -> new Detection(scaled(each.box(), scaleX, scaleY), each.label(), each.score()))
                    .toList();
            var tracks = look.tracks().stream()
                    .map(each -> new TrackView(
                            each.id(), scaled(each.box(), scaleX, scaleY), each.label(), each.score(), each.seen()))
                    .toList();
            var hardness = cameras.computeIfAbsent(look.camera(), _ -> new Hardness(threshold));
            for (var track : tracks) {
                if (look.open().contains(track.id())) {
                    Face.of(track.id(), track.box(), track.label(), found)
                            .flatMap(face -> hardness.judge(face, look.nanos()))
                            .ifPresent(reason ->
                                    cutting(1, () -> darkroom.take(crop(look, track, reason, tracks, found, picture))));
                }
            }
        }
    }

    /** A picture that there is no memory for costs itself and nothing else. */
    private void cutting(int pictures, Runnable work) {
        try {
            work.run();
        } catch (OutOfMemoryError e) {
            darkroom.lost(pictures, e);
        }
    }

    /** Snapshots alone: what is hard in this look is hard in the next one too. */
    @Override
    public void lost(List<MaskEvent> events) {
        if (config.events()) {
            darkroom.lost(told(events).size());
        }
    }

    private static Box scaled(Box box, float x, float y) {
        return new Box(box.x0() * x, box.y0() * y, box.x1() * x, box.y1() * y);
    }

    private static List<MaskEvent> told(List<MaskEvent> events) {
        return events.stream()
                .filter(event -> event.type() != MaskEvent.Type.END)
                .toList();
    }

    private void snapshots(List<MaskEvent> told, float scaleX, float scaleY, RgbPicture picture) {
        if (!told.isEmpty()) {
            // One copy for all events of this frame.
            var whole = new Crop(0, 0, picture.width() & ~1, picture.height() & ~1).of(picture);
            told.forEach(event -> darkroom.take(snapshot(event, scaled(event.box(), scaleX, scaleY), whole)));
        }
    }

    private static Shot.OfEvent snapshot(MaskEvent event, Box box, RgbPicture whole) {
        var about = Stored.json();
        about.put("schema", "maskgate.snapshot/1");
        about.put("event", event.id().toString());
        about.put("type", event.type().text());
        about.put("camera", event.camera());
        about.put("track", event.track());
        about.put("at", event.at().toString());
        about.put("model", event.model());
        about.put("label", event.label().text());
        about.put("score", event.score());
        about.put("width", whole.width());
        about.put("height", whole.height());
        about.putArray("box").add(box.x0()).add(box.y0()).add(box.x1()).add(box.y1());
        return new Shot.OfEvent(event.id(), event.at(), whole, about);
    }

    private Shot.OfFace crop(
            Look look,
            TrackView hard,
            Hardness.Reason reason,
            List<TrackView> tracks,
            List<Detection> found,
            RgbPicture picture) {
        var crop = Crop.around(hard.box(), picture.width(), picture.height());
        var others = tracks.stream()
                .filter(track -> !track.id().equals(hard.id()))
                .filter(track -> crop.share(track.box()) >= MOST_OF_IT)
                .toList();
        // One that is only remembered, or doubtful itself, may be no face, or elsewhere by now.
        boolean labelled = others.stream()
                .allMatch(track -> Face.of(track.id(), track.box(), track.label(), found)
                        .filter(face -> face.score() >= threshold)
                        .filter(face -> face.label().equals(Optional.of(face.look())))
                        .isPresent());
        boolean tracked = found.stream()
                .filter(each -> each.score() >= MEANT && crop.share(each.box()) >= MOST_OF_IT)
                .allMatch(each -> tracks.stream().anyMatch(track -> track.box().iou(each.box()) >= MOST_OF_IT));
        return new Shot.OfFace(
                ids.get(),
                look.at(),
                crop.of(picture),
                look.camera(),
                hard.id(),
                look.model(),
                reason,
                crop.inside(hard.box()),
                others.stream()
                        .map(track -> new Shot.Marked(crop.inside(track.box()), track.label()))
                        .toList(),
                labelled && tracked);
    }

    @Override
    public void left(String camera) {
        cameras.remove(camera);
    }

    @Override
    public void ended(MaskEvent end) {
        end.summary().ifPresent(summary -> {
            // Of the label it had last, which need not be the one it had for most of the time.
            double share = end.label() == MaskLabel.FACEMASK ? summary.facemaskShare() : summary.noFacemaskShare();
            darkroom.ended(end.camera(), end.track(), Optional.of(end.label()).filter(_ -> share >= Darkroom.AGREED));
        });
    }
}
