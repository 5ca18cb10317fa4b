package io.maskgate.models.data;

import io.maskgate.hw.inference.Letterbox;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes views of a data set by a recipe. Holds no state but its parts: any number of threads may share it. */
public final class Augmenter {
    /** Raised when the same pictures, recipe and seed give other views than before: what was said of those is of no use. */
    public static final int VERSION = 1;

    /** Draws of a crop before one without a face to find is taken. */
    private static final int CROPS = 3;

    private final FaceDataset dataset;
    private final PixelStore store;
    private final AugmentRecipe recipe;
    private final Mix mix;

    /** Every picture as often as any other beside one. */
    public Augmenter(FaceDataset dataset, PixelStore store, AugmentRecipe recipe) {
        this(dataset, store, recipe, Mix.even(dataset.size()));
    }

    /**
     * @param store decoded from the data set; dataset must be its {@link PixelStore#dataset()}
     * @param mix how often each picture comes in beside another
     */
    Augmenter(FaceDataset dataset, PixelStore store, AugmentRecipe recipe, Mix mix) {
        if (!dataset.images().equals(store.dataset().images())) {
            throw new IllegalArgumentException("the data set has " + dataset.size() + " pictures, the pixel store "
                    + store.size() + " or others; go on with the store's dataset()");
        }
        if (dataset.size() == 0) {
            throw new IllegalArgumentException("the data set has no picture left; see its problems()");
        }
        this.dataset = dataset;
        this.store = store;
        this.recipe = recipe;
        this.mix = mix;
    }

    AugmentRecipe recipe() {
        return recipe;
    }

    /** A view of the picture at index; the same for a generator in the same state. */
    public View view(RandomGenerator random, int index) {
        var canvas = Draw.chance(random, recipe.mosaic()) ? mosaic(random, index) : single(random, index);
        if (Draw.chance(random, recipe.mixup())) {
            Blend.average(canvas, single(random, mix.draw(random)));
        } else if (Draw.chance(random, recipe.cutmix())) {
            Blend.paste(canvas, single(random, mix.draw(random)), random);
        }
        if (recipe.disguise() > 0) {
            Disguise.draw(canvas, recipe.disguise(), random);
        }
        if (Draw.chance(random, recipe.occluder())) {
            Occluder.draw(canvas, random);
        }
        if (Draw.chance(random, recipe.gradient())) {
            ColourEffects.gradient(canvas, random);
        }
        ColourEffects.jitter(canvas.pixels, recipe, random);
        if (Draw.chance(random, recipe.lowResolution())) {
            SoftEffects.lowResolution(canvas, random);
        }
        if (Draw.chance(random, recipe.blur())) {
            SoftEffects.blur(canvas, random);
        }
        if (Draw.chance(random, recipe.noise())) {
            ColourEffects.noise(canvas.pixels, random);
        }
        return new View(canvas.pixels, canvas.faces, canvas.ignored);
    }

    private Canvas single(RandomGenerator random, int index) {
        var canvas = new Canvas(recipe.width(), recipe.height());
        boolean flip = Draw.chance(random, recipe.flip());
        if (recipe.letterboxOnly()) {
            var image = dataset.image(index);
            var box = Letterbox.fit(image.width(), image.height(), canvas.width, canvas.height);
            put(
                    canvas,
                    index,
                    Placement.letterbox(box, flip),
                    new Canvas.Area(
                            box.left(), box.top(), box.left() + box.contentWidth(), box.top() + box.contentHeight()));
        } else {
            float scale = Draw.logBetween(random, recipe.scaleMin(), recipe.scaleMax());
            float degrees = Draw.between(random, -recipe.rotateDegrees(), recipe.rotateDegrees());
            put(canvas, index, crop(random, index, scale, degrees, flip, canvas, canvas.area()), canvas.area());
        }
        return canvas;
    }

    /** Four pictures, each filling its quarter about a random centre; never a larger canvas. */
    private Canvas mosaic(RandomGenerator random, int index) {
        var canvas = new Canvas(recipe.width(), recipe.height());
        int x = Math.round(canvas.width * Draw.between(random, 0.3f, 0.7f));
        int y = Math.round(canvas.height * Draw.between(random, 0.3f, 0.7f));
        var tiles = List.of(
                new Canvas.Area(0, 0, x, y),
                new Canvas.Area(x, 0, canvas.width, y),
                new Canvas.Area(0, y, x, canvas.height),
                new Canvas.Area(x, y, canvas.width, canvas.height));
        int own = random.nextInt(4);
        for (int i = 0; i < 4; i++) {
            int picture = i == own ? index : mix.draw(random);
            float scale = Draw.logBetween(random, recipe.mosaicScaleMin(), recipe.mosaicScaleMax());
            boolean flip = Draw.chance(random, recipe.flip());
            put(canvas, picture, crop(random, picture, scale, 0, flip, canvas, tiles.get(i)), tiles.get(i));
        }
        return canvas;
    }

    /** A random place for the picture in the area, preferably one that shows a face. */
    private Placement crop(
            RandomGenerator random,
            int index,
            float relativeScale,
            float degrees,
            boolean flip,
            Canvas canvas,
            Canvas.Area area) {
        var picture = store.picture(index);
        float fit = Math.min((float) canvas.width / picture.width(), (float) canvas.height / picture.height());
        float scale = fit * relativeScale;
        var faces = dataset.image(index).facesInPixels();
        for (int attempt = 1; ; attempt++) {
            // The free space is below 0 where the picture is larger than the area: then it is the overhang.
            float x = area.x0() + random.nextFloat() * (area.width() - scale * picture.width());
            float y = area.y0() + random.nextFloat() * (area.height() - scale * picture.height());
            var place = Placement.about(
                    picture,
                    scale,
                    Math.toRadians(degrees),
                    flip,
                    x + scale * picture.width() / 2,
                    y + scale * picture.height() / 2);
            if (attempt == CROPS || showsFace(faces, place, area)) {
                return place;
            }
        }
    }

    private static boolean showsFace(List<Face> faces, Placement place, Canvas.Area area) {
        return faces.stream()
                .map(place::map)
                .anyMatch(face -> Canvas.part(face, area)
                        .filter(shown -> Canvas.findable(face, shown))
                        .isPresent());
    }

    private void put(Canvas canvas, int index, Placement place, Canvas.Area area) {
        Warp.fill(store.picture(index), place, canvas, area);
        dataset.image(index).facesInPixels().forEach(face -> canvas.add(place.map(face), area));
    }
}
