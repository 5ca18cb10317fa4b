package io.maskgate.models.curve;

import io.maskgate.models.files.AtomicFile;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A learning curve as PNG: the measured shares on the left axis, the losses on the right one. Needs no display. */
public final class CurvePicture {
    private static final int LOSSES = 1;

    /** Blue, orange and green for the shares, greys for the losses: told apart by colour-blind eyes too. */
    private static final List<Color> SHARES =
            List.of(new Color(0x0072B2), new Color(0x56B4E9), new Color(0xD55E00), new Color(0x009E73));

    private static final List<Color> GREYS = List.of(new Color(0x555555), new Color(0x888888), new Color(0xBBBBBB));

    private CurvePicture() {}

    /**
     * Replaces {@code png} by the picture of {@code csv}.
     *
     * @throws IOException when the CSV is none of ours, or the picture cannot be written
     */
    public static void draw(Path csv, String title, Path png) throws IOException {
        var curve = new LearningCurve(csv, Integer.MAX_VALUE);
        var chart = new XYChartBuilder()
                .width(960)
                .height(540)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        style(chart);
        series(chart, curve, 0, SHARES, List.of("map50", "map5095", "face_accuracy", "face_recall"));
        series(chart, curve, LOSSES, GREYS, List.of("loss_class", "loss_box", "loss_distribution"));
        chart.setYAxisGroupTitle(0, "share on val");
        chart.setYAxisGroupTitle(LOSSES, "loss");
        var bytes = new ByteArrayOutputStream();
        BitmapEncoder.saveBitmap(chart, bytes, BitmapEncoder.BitmapFormat.PNG);
        AtomicFile.write(png, bytes.toByteArray());
    }

    private static void style(XYChart chart) {
        var styler = chart.getStyler();
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xE5E5E5));
        styler.setYAxisGroupPosition(LOSSES, YAxisPosition.Right);
        styler.setYAxisMin(0, 0.0);
        styler.setYAxisMax(0, 1.0);
        styler.setYAxisMin(LOSSES, 0.0);
    }

    private static void series(
            XYChart chart, LearningCurve curve, int axis, List<Color> colours, List<String> columns) {
        for (int i = 0; i < columns.size(); i++) {
            var points = curve.points(columns.get(i));
            if (!points.isEmpty()) {
                double[] x = points.stream().mapToDouble(point -> point[0]).toArray();
                double[] y = points.stream().mapToDouble(point -> point[1]).toArray();
                var series = chart.addSeries(columns.get(i).replace('_', ' '), x, y);
                series.setYAxisGroup(axis);
                series.setLineColor(colours.get(i));
                series.setMarkerColor(colours.get(i));
                series.setMarker(axis == 0 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            }
        }
    }
}
