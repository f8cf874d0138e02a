package dev.gantry.identity;

import dev.gantry.spi.identity.Tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** Makes secrets and what is kept of them. Thread-safe. */
final class Secrets {
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 40;
    private static final int CHECK_DIGITS = 6;
    private static final int SESSION_BYTES = 32;
    private static final int ID_BYTES = 8;

    private final SecureRandom random = new SecureRandom();

    /** A new token: the prefix, 238 random bits, and a checksum of them. */
    String token() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            body.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return Tokens.PREFIX + body + checksum(body.toString());
    }

    /** Whether a text can be a token. */
    static boolean isToken(String text) {
        int body = Tokens.PREFIX.length();
        return text.length() == body + RANDOM_DIGITS + CHECK_DIGITS
                && text.startsWith(Tokens.PREFIX)
                && checksum(text.substring(body, body + RANDOM_DIGITS))
                        .equals(text.substring(body + RANDOM_DIGITS));
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        char[] digits = new char[CHECK_DIGITS];
        long left = crc.getValue();
        for (int i = CHECK_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (left % DIGITS.length()));
            left /= DIGITS.length();
        }
        return new String(digits);
    }

    /** A new session's secret. */
    String session() {
        byte[] bytes = new byte[SESSION_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A new id, which is no secret. */
    String id() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What goes with calls of a session that change something. */
    static String csrf(String session) {
        return hash("csrf:" + session);
    }

    /** SHA-256 in hexadecimal digits: enough for secrets that nobody can guess. */
    static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
