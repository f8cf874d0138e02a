package dev.gantry.spi.plugin;

import java.time.Instant;

/**
 * Who signed a revision, and whether that is somebody who may.
 *
 * @param trusted whether every entry of it is signed by one signer that the trust folder vouches
 *     for
 * @param signer subject of the signer's certificate; {@code null} if it is not signed, or not by
 *     one that can be told
 * @param issuer of that certificate, or {@code null}
 * @param fingerprint SHA-256 of that certificate, in hexadecimal digits, or {@code null}
 * @param until when that certificate expires, or {@code null}
 * @param reason why it is not trusted and what to do, in one sentence; {@code null} if it is
 */
public record Signature(
        boolean trusted,
        String signer,
        String issuer,
        String fingerprint,
        Instant until,
        String reason) {}
