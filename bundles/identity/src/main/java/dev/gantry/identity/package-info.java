/** Tokens, sessions and the audit log of this Gantry. */
package dev.gantry.identity;
