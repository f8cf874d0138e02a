package dev.gantry.tls;

import java.nio.file.Path;

/**
 * Files in PEM, each {@code null} or there; read again when they change.
 *
 * @param trusted certificates that the other side's is trusted by; {@code null} for those of the
 *     JVM
 * @param certificate our own, with those that lead to its root
 * @param key of our certificate, in PKCS 8
 */
public record TlsFiles(Path trusted, Path certificate, Path key) {}
