package dev.gantry.http.contract;

import java.util.Map;

/**
 * A request that somebody got wrong, or that is at the edge of what may be asked.
 *
 * @param operation id of the operation
 * @param address path and query, encoded
 * @param body may be empty
 */
public record OddRequest(
        String operation, String method, String address, Map<String, String> headers, byte[] body) {

    /** Enough to send it again by hand. */
    @Override
    public String toString() {
        String text = new String(body, java.nio.charset.StandardCharsets.ISO_8859_1);
        return operation + ": " + method + " " + shown(address) + " " + headers + " " + shown(text);
    }

    private static String shown(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + "… (" + text.length() + ")";
    }
}
