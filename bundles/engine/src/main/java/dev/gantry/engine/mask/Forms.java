package dev.gantry.engine.mask;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a secret may look in a text: as it is, escaped as in JSON, encoded as in a URL, and in base64
 * wherever it lies in what was encoded.
 */
final class Forms {
    private static final String UNRESERVED = "-._~";
    private static final String COMPONENT = "-._~!*'()";

    private Forms() {}

    /** All that are long enough to be looked for. */
    static Set<String> of(String secret) {
        Set<String> forms = new HashSet<>();
        add(secret, forms);
        secret.lines().map(String::strip).forEach(line -> add(line, forms));
        forms.removeIf(form -> form.length() < Mask.SHORTEST);
        return forms;
    }

    private static void add(String text, Set<String> forms) {
        if (text.length() < Mask.SHORTEST) {
            return;
        }
        forms.add(text);
        forms.add(json(text, false));
        forms.add(json(text, true));
        forms.add(json(text, false).replace("/", "\\/"));
        String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
        for (String encoded :
                List.of(
                        form,
                        form.replace("+", "%20"),
                        percent(text, UNRESERVED),
                        percent(text, COMPONENT))) {
            forms.add(encoded);
            forms.add(lowerHex(encoded));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        base64(bytes, Base64.getEncoder(), forms);
        base64(bytes, Base64.getUrlEncoder(), forms);
    }

    private static String json(String text, boolean ascii) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\b' -> escaped.append("\\b");
                case '\f' -> escaped.append("\\f");
                default -> {
                    if (c < 0x20 || ascii && c > 0x7e) {
                        escaped.append(String.format("\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    private static String percent(String text, String kept) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (plain || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(String.format("%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    private static String lowerHex(String encoded) {
        StringBuilder lower = new StringBuilder(encoded);
        for (int i = lower.indexOf("%"); i >= 0; i = lower.indexOf("%", i + 3)) {
            lower.replace(i, i + 3, lower.substring(i, i + 3).toLowerCase(Locale.ROOT));
        }
        return lower.toString();
    }

    /** At each of the three places in a group, the characters that depend on the secret alone. */
    private static void base64(byte[] secret, Base64.Encoder encoder, Set<String> forms) {
        forms.add(encoder.encodeToString(secret));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + secret.length];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            String encoded = encoder.withoutPadding().encodeToString(shifted);
            int from = (shift * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            forms.add(encoded.substring(from, to));
        }
    }
}
