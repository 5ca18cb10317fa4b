package io.maskgate.tests.support;

import io.maskgate.hw.inference.InputImage;
import io.maskgate.hw.inference.InputPool;
import io.maskgate.hw.inference.ModelInfo;
import io.maskgate.hw.video.Letterboxer;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Frames of real clips where they are at hand, and of the bundled drawn one, scaled to a model's input. */
public final class RealPictures {
    private static final Path DRAWN = Path.of("daemon/src/main/resources/demo/lobby.mp4");
    /** Neighbouring frames are nearly the same. */
    private static final int STEP = 15;

    private RealPictures() {}

    /** The clips there are, the drawn one last. */
    public static List<Path> clips() {
        var real = Stream.of(
                        "press_masked",
                        "three_people_no_mask",
                        "airport_mixed",
                        "station_masked",
                        "two_heads_turning_no_mask",
                        "backs_no_faces")
                .map(name -> Repository.data("clips/" + name + ".mp4"))
                .flatMap(Optional::stream);
        return Stream.concat(real, Stream.of(Repository.root().resolve(DRAWN))).toList();
    }

    /** @param each pictures of each clip at most */
    public static List<InputImage> of(List<Path> clips, ModelInfo model, int each) throws VideoException {
        return of(clips, model, each, true);
    }

    /** The same, with or without the decoder's loop filter. */
    public static List<InputImage> of(List<Path> clips, ModelInfo model, int each, boolean loopFilter)
            throws VideoException {
        var pictures = new ArrayList<InputImage>();
        var pool = new InputPool(clips.size() * each, model.width(), model.height());
        for (var clip : clips) {
            read(clip, pool, each, loopFilter, pictures);
        }
        return pictures;
    }

    private static void read(Path clip, InputPool pool, int each, boolean loopFilter, List<InputImage> pictures)
            throws VideoException {
        var url = VideoUrl.parse("file:" + clip);
        try (var source = VideoSource.open(VideoSpec.of(url), MediaClock.system());
                var letterboxer = new Letterboxer()) {
            source.loopFilter(loopFilter);
            int taken = 0;
            for (int frame = 0; taken < each; frame++) {
                switch (source.read()) {
                    case Read.Ended _ -> {
                        return;
                    }
                    case Read.Skipped _, Read.Passed _ -> {}
                    case Read.Picture(var picture) -> {
                        try (picture) {
                            if (frame % STEP == 0) {
                                var input = pool.acquire().orElseThrow();
                                letterboxer.scale(picture, input);
                                pictures.add(input);
                                taken++;
                            }
                        }
                    }
                }
            }
        }
    }
}
