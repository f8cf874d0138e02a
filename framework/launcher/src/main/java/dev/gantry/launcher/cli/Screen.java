package dev.gantry.launcher.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * A terminal, one picture of which is drawn over the one before.
 *
 * @param heading its first line
 * @param size asked for each picture: a person may have changed it
 */
record Screen(PrintWriter out, String heading, Supplier<Size> size) {
    private static final String HOME = "\033[H";
    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_REST = "\033[J";

    /** How much is seen. */
    record Size(int rows, int columns) {
        private static final Size USUAL = new Size(24, 80);

        /** That of the terminal of this process; the usual one if it cannot be told. */
        static Size now() {
            try {
                Process stty =
                        new ProcessBuilder("stty", "size")
                                .redirectInput(new File("/dev/tty"))
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                byte[] said = stty.getInputStream().readAllBytes();
                String[] words = new String(said, StandardCharsets.US_ASCII).strip().split(" ");
                int rows = Integer.parseInt(words[0]);
                int columns = Integer.parseInt(words[1]);
                return rows < 2 || columns < 2 ? USUAL : new Size(rows, columns);
            } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
                return USUAL;
            }
        }
    }

    /** Draws what fits. */
    void draw(String text) {
        Size now = size.get();
        List<String> lines = text.lines().toList();
        int room = now.rows() - 2;
        StringBuilder picture = new StringBuilder(HOME);
        line(picture, heading, now);
        int shown = lines.size() <= room ? lines.size() : room - 1;
        lines.subList(0, Math.max(0, shown)).forEach(each -> line(picture, each, now));
        if (shown < lines.size()) {
            line(picture, "… " + (lines.size() - shown) + " more lines", now);
        }
        out.print(picture.append(CLEAR_REST));
        if (out.checkError()) {
            throw new ClosedOutputException();
        }
    }

    private static void line(StringBuilder picture, String text, Size size) {
        int length = text.codePointCount(0, text.length());
        picture.append(
                length <= size.columns()
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, size.columns() - 1)) + "…");
        picture.append(CLEAR_LINE).append('\n');
    }
}
