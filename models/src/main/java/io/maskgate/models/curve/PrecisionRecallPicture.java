package io.maskgate.models.curve;

import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.metrics.Outcomes;
import io.maskgate.models.metrics.PrecisionRecall;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Precision over recall at an IoU of 0.5 as PNG, a line for each class or size. Needs no display. */
public final class PrecisionRecallPicture {
    private static final int POINTS = 400;

    /** Told apart by colour-blind eyes too. */
    private static final List<Color> COLOURS =
            List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7));

    private PrecisionRecallPicture() {}

    /**
     * Replaces {@code png}.
     *
     * @param lines by the name in the legend, in its order; those without a face found are left out
     */
    public static void draw(Map<String, Outcomes> lines, String title, Path png) throws IOException {
        var chart = new XYChartBuilder()
                .width(640)
                .height(480)
                .title(title)
                .xAxisTitle("recall")
                .yAxisTitle("precision")
                .build();
        var styler = chart.getStyler();
        styler.setLegendPosition(LegendPosition.InsideSW);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xE5E5E5));
        styler.setXAxisMin(0.0);
        styler.setXAxisMax(1.0);
        styler.setYAxisMin(0.0);
        styler.setYAxisMax(1.0);
        int colour = 0;
        for (var line : lines.entrySet()) {
            var curve = PrecisionRecall.of(line.getValue()).thinned(POINTS);
            if (curve.recall().length > 0) {
                String name = line.getKey() + " (" + line.getValue().truths() + " faces)";
                var series = chart.addSeries(name, curve.recall(), curve.precision());
                series.setMarker(SeriesMarkers.NONE);
                series.setLineColor(COLOURS.get(colour % COLOURS.size()));
            }
            colour++;
        }
        if (chart.getSeriesMap().isEmpty()) {
            // The library draws no chart without a line.
            chart.addSeries("no face found", new double[] {0}, new double[] {0}).setMarker(SeriesMarkers.NONE);
        }
        var bytes = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(chart, bytes, BitmapEncoder.BitmapFormat.PNG);
        AtomicFile.write(png, bytes.toByteArray());
    }
}
