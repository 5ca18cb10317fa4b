package io.maskgate.models.synth;

/** A small picture with coverage, placed in the frame; colours are linear and premultiplied while it is drawn. */
final class Sprite {
    private final int x0;
    private final int y0;
    private final int width;
    private final int height;
    private final float[] red;
    private final float[] green;
    private final float[] blue;
    private final float[] alpha;
    private final float[] face;

    Sprite(int x0, int y0, int width, int height) {
        this.x0 = x0;
        this.y0 = y0;
        this.width = width;
        this.height = height;
        int n = width * height;
        red = new float[n];
        green = new float[n];
        blue = new float[n];
        alpha = new float[n];
        face = new float[n];
    }

    int x0() {
        return x0;
    }

    int y0() {
        return y0;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    void clear(int x, int y) {
        int i = y * width + x;
        red[i] = green[i] = blue[i] = alpha[i] = face[i] = 0;
    }

    void add(int x, int y, Rgb colour, double weight, double faceWeight) {
        int i = y * width + x;
        red[i] += (float) (Math.min(1.5, colour.r()) * weight);
        green[i] += (float) (Math.min(1.5, colour.g()) * weight);
        blue[i] += (float) (Math.min(1.5, colour.b()) * weight);
        alpha[i] += (float) weight;
        face[i] += (float) faceWeight;
    }

    float alpha(int x, int y) {
        return alpha[y * width + x];
    }

    /** Share of a pixel that is face: skin between hairline and chin, or the mask over it. */
    float face(int x, int y) {
        return face[y * width + x];
    }

    /** The colour of a covered pixel, not premultiplied, encoded as 0xRRGGBB. */
    int rgb(int x, int y) {
        int i = y * width + x;
        double a = Math.max(1e-6, alpha[i]);
        return Rgb.encode(red[i] / a) << 16 | Rgb.encode(green[i] / a) << 8 | Rgb.encode(blue[i] / a);
    }

    /** Pixels that differ visibly from a neighbour and deserve more samples. */
    boolean[] edges() {
        var edges = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                boolean edge = x + 1 < width && differ(i, i + 1) || y + 1 < height && differ(i, i + width);
                if (edge) {
                    edges[i] = true;
                    edges[x + 1 < width ? i + 1 : i] = true;
                    edges[y + 1 < height ? i + width : i] = true;
                }
            }
        }
        return edges;
    }

    private boolean differ(int i, int j) {
        double contrast =
                Math.abs(Math.sqrt(green[i]) - Math.sqrt(green[j])) + Math.abs(Math.sqrt(red[i]) - Math.sqrt(red[j]));
        return alpha[i] != alpha[j] || contrast > 0.12;
    }
}
