import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

// SHA-256 of the bytes of a text in UTF-8. Browsers have it only as a promise, and not on pages without TLS.

export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

export const sha256Base64 = (text: string): string => btoa(String.fromCharCode(...sha256(utf8ToBytes(text))));
