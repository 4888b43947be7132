/** How a site's server signs who its visitor is (docs/integrate.md, Identity), in the languages that most sites have. */
export const recipes = {
  node: {
    name: 'Node.js',
    code: `import { SignJWT } from 'jose'; // npm install jose

// The secret's text itself is the key; do not decode it.
const key = new TextEncoder().encode(process.env.AFTERCHAT_IDENTITY_SECRET);

export const identityToken = (user) =>
  new SignJWT({ email: user.email, name: user.name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(user.id))
    .setExpirationTime('10 min')
    .sign(key);`,
  },
  python: {
    name: 'Python',
    code: `import os, time
import jwt  # pip install pyjwt

# The secret's text itself is the key; do not decode it.
key = os.environ["AFTERCHAT_IDENTITY_SECRET"]

def identity_token(user):
    return jwt.encode(
        {
            "sub": str(user.id),
            "email": user.email,
            "name": user.name,
            "exp": int(time.time()) + 600,
        },
        key,
        algorithm="HS256",
    )`,
  },
  php: {
    name: 'PHP',
    code: `<?php
use Firebase\\JWT\\JWT; // composer require firebase/php-jwt

// The secret's text itself is the key; do not decode it.
function identityToken(array $user): string
{
    return JWT::encode([
        'sub' => (string) $user['id'],
        'email' => $user['email'],
        'name' => $user['name'],
        'exp' => time() + 600,
    ], getenv('AFTERCHAT_IDENTITY_SECRET'), 'HS256');
}`,
  },
} as const;
