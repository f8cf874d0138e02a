package dev.gantry.spi.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An event in the log.
 *
 * @param seq from 1, without gaps
 * @param prev hash of the entry before it; empty for the first
 * @param hash of this one and, through {@code prev}, of all before it
 */
public record AuditEntry(long seq, AuditEvent event, String prev, String hash) {

    /** The entry that follows another one. */
    public static AuditEntry after(long lastSeq, String lastHash, AuditEvent event) {
        return new AuditEntry(lastSeq + 1, event, lastHash, hash(lastSeq + 1, event, lastHash));
    }

    /** Whether it is as it was written. */
    public boolean intact() {
        return hash.equals(hash(seq, event, prev));
    }

    /**
     * SHA-256, in hexadecimal digits, of {@code prev}, the number, the time in milliseconds since
     * 1970, actor, credential, remote, operation, target, tenant, status and detail, each as its
     * length in bytes of UTF-8, a colon, itself, and a comma.
     */
    private static String hash(long seq, AuditEvent event, String prev) {
        MessageDigest digest = sha256();
        String[] parts = {
            prev,
            Long.toString(seq),
            Long.toString(event.at().toEpochMilli()),
            event.actor(),
            event.credential(),
            event.remote(),
            event.operation(),
            event.target(),
            event.tenant(),
            Integer.toString(event.status()),
            event.detail()
        };
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
            digest.update((byte) ',');
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
