package dev.gantry.spi.check;

/**
 * Something that a file of checks says and that is wrong.
 *
 * @param file from the home, as {@code conf/checks/shop.yaml}
 * @param line from 1, or {@code null} if it is not known
 * @param pointer what in it, as a JSON Pointer; empty for the whole
 * @param message what is wrong and what would be right
 * @param refused whether what the file says is not in force for that; else it is, and this check
 *     will not work as it is
 */
public record CheckProblem(
        String file, Integer line, String pointer, String message, boolean refused) {

    /** One sentence with the place. */
    public String sentence() {
        return file
                + (line == null ? "" : ", line " + line)
                + ": "
                + (pointer.isEmpty() ? "" : pointer.substring(1) + ": ")
                + message;
    }
}
