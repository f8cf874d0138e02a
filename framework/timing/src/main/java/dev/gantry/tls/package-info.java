/**
 * Certificates and keys in files, read again when they change. Copied privately into the bundles
 * that use it.
 */
package dev.gantry.tls;
