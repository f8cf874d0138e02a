package dev.gantry.bench.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** First loaded when a long piece of work ends; by then its revision may be replaced. */
final class Closing {

    private Closing() {}

    /** The revision's number by the code, which a resource of the same JAR must confirm. */
    static String read() throws IOException {
        String code = "stamp-00000000";
        try (InputStream in = Closing.class.getResourceAsStream("/stamp.txt")) {
            if (in == null) {
                throw new IOException("the JAR of " + code + " has no /stamp.txt any more");
            }
            String resource = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return code.equals(resource) ? code : code + " with resource " + resource;
        }
    }
}
