import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Draws curves as one SVG, a small panel each, all from zero. */
final class Chart {
    private static final int COLUMNS = 3;
    private static final int WIDTH = 330;
    private static final int HEIGHT = 190;
    private static final int LEFT = 58;
    private static final int TOP = 34;
    private static final int RIGHT = 12;
    private static final int BOTTOM = 30;

    private Chart() {}

    static void write(Path file, String title, String across, Map<String, double[]> curves) throws IOException {
        int rows = (curves.size() + COLUMNS - 1) / COLUMNS;
        StringBuilder svg = new StringBuilder();
        add(svg, "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' fill='#222'>",
                COLUMNS * WIDTH + 20, rows * HEIGHT + 50);
        add(svg, "<rect width='100%%' height='100%%' fill='#fff'/><text x='14' y='26' font-size='16'>%s</text>", escape(title));
        int n = 0;
        for (Map.Entry<String, double[]> curve : curves.entrySet()) {
            add(svg, "<g transform='translate(%d,%d)'>", 10 + n % COLUMNS * WIDTH, 40 + n / COLUMNS * HEIGHT);
            panel(svg, curve.getKey(), across, curve.getValue());
            add(svg, "</g>");
            n++;
        }
        add(svg, "</svg>");
        Files.writeString(file, svg.toString());
    }

    private static void panel(StringBuilder svg, String name, String across, double[] curve) {
        int width = WIDTH - LEFT - RIGHT;
        int height = HEIGHT - TOP - BOTTOM;
        double top = 0;
        for (double value : curve) {
            top = Math.max(top, value);
        }
        top = round(top);
        add(svg, "<text x='%d' y='20' font-size='13'>%s <tspan fill='#666'>×%.2f</tspan></text>", LEFT, escape(name), Figures.growth(curve));
        for (int i = 0; i <= 4; i++) {
            double y = TOP + height - i * height / 4.0;
            add(svg, "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='%s'/>", LEFT, LEFT + width, y, y, i == 0 ? "#444" : "#ddd");
            add(svg, "<text x='%d' y='%.1f' font-size='10' text-anchor='end'>%s</text>", LEFT - 5, y + 3, number(top * i / 4));
        }
        add(svg, "<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='#444'/>", LEFT, LEFT, TOP, TOP + height);
        add(svg, "<text x='%d' y='%d' font-size='10'>start</text>", LEFT, TOP + height + 14);
        add(svg, "<text x='%d' y='%d' font-size='10' text-anchor='end'>%s</text>", LEFT + width, TOP + height + 14, escape(across));
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < curve.length; i++) {
            double x = LEFT + (curve.length == 1 ? 0 : (double) i * width / (curve.length - 1));
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, TOP + height - curve[i] / top * height));
        }
        add(svg, "<polyline points='%s' fill='none' stroke='#1f5fa8' stroke-width='1.4'/>", points.toString().strip());
    }

    /** The next round number that is not below. */
    private static double round(double value) {
        if (value <= 0) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)));
        for (double factor : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8, 10}) {
            if (value <= factor * unit) {
                return factor * unit;
            }
        }
        return 10 * unit;
    }

    private static String number(double value) {
        return value >= 1000 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.4g", value).replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    private static void add(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
