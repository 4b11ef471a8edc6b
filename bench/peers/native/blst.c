// Node-API addon over blst's C interface: what @chainsafe/blst does not show (field products, single pairings,
// multi-scalar multiplication, decoding of one point, keys in G2). Built for benchmarks by
// bench/peers/native/build.mjs, never part of the package. Inputs are trusted: the bench makes them.
#include <stdlib.h>
#include <string.h>
#include <node_api.h>
#include "blst.h"

typedef struct {
  size_t count;
  int group; // 1 or 2
  union {
    blst_p1_affine *g1;
    blst_p2_affine *g2;
  } points;
} list;

static void *bytes_of(napi_env env, napi_value value, size_t *length) {
  void *data = NULL;
  napi_typedarray_type type;
  napi_get_typedarray_info(env, value, &type, length, &data, NULL, NULL);
  return data;
}

static int64_t integer_of(napi_env env, napi_value value) {
  int64_t result = 0;
  napi_get_value_int64(env, value, &result);
  return result;
}

static list *list_of(napi_env env, napi_value value) {
  void *data = NULL;
  napi_get_value_external(env, value, &data);
  return data;
}

static napi_value boolean(napi_env env, int value) {
  napi_value result;
  napi_get_boolean(env, value, &result);
  return result;
}

#define ARGUMENTS(n)    \
  napi_value a[n];      \
  size_t argc = n;      \
  napi_get_cb_info(env, info, &argc, a, NULL, NULL)

static blst_fp fields[24];
static blst_fp2 fields2[24];

// Field products over independent operands, as bench/cases/field.entry.ts has them.
static napi_value fp_multiply_many(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int64_t count = integer_of(env, a[0]);
  for (int64_t i = 0; i < count; i += 8)
    for (int k = 0; k < 8; k++) blst_fp_mul(&fields[16 + k], &fields[k], &fields[8 + k]);
  return NULL;
}

static napi_value fp2_multiply_many(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int64_t count = integer_of(env, a[0]);
  for (int64_t i = 0; i < count; i += 8)
    for (int k = 0; k < 8; k++) blst_fp2_mul(&fields2[16 + k], &fields2[k], &fields2[8 + k]);
  return NULL;
}

static napi_value fp2_square_many(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  int64_t count = integer_of(env, a[0]);
  for (int64_t i = 0; i < count; i += 8)
    for (int k = 0; k < 8; k++) blst_fp2_sqr(&fields2[16 + k], &fields2[k]);
  return NULL;
}

static void release(napi_env env, void *data, void *hint) {
  list *points = data;
  free(points->points.g1);
  free(points);
}

// points(group, uncompressed encodings end to end) -> a list, not checked for the subgroup
static napi_value make_points(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  size_t length;
  const byte *encoded = bytes_of(env, a[1], &length);
  list *made = malloc(sizeof(list));
  made->group = (int)integer_of(env, a[0]);
  int good = 1;
  if (made->group == 1) {
    made->count = length / 96;
    made->points.g1 = malloc(made->count * sizeof(blst_p1_affine));
    for (size_t i = 0; i < made->count; i++) good &= blst_p1_deserialize(&made->points.g1[i], encoded + 96 * i) == BLST_SUCCESS;
  } else {
    made->count = length / 192;
    made->points.g2 = malloc(made->count * sizeof(blst_p2_affine));
    for (size_t i = 0; i < made->count; i++) good &= blst_p2_deserialize(&made->points.g2[i], encoded + 192 * i) == BLST_SUCCESS;
  }
  if (!good) {
    release(env, made, NULL);
    napi_throw_error(env, NULL, "blst: a point could not be decoded");
    return NULL;
  }
  napi_value result;
  napi_create_external(env, made, release, NULL, &result);
  return result;
}

static napi_value bytes_result(napi_env env, const byte *data, size_t length) {
  napi_value buffer, result;
  void *content;
  napi_create_arraybuffer(env, length, &content, &buffer);
  memcpy(content, data, length);
  napi_create_typedarray(env, napi_uint8_array, length, buffer, 0, &result);
  return result;
}

// msm(list, little-endian scalars of 32 bytes) -> compressed sum
static napi_value msm(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  list *points = list_of(env, a[0]);
  size_t length;
  const byte *scalars = bytes_of(env, a[1], &length);
  const byte *scalar_list[2] = {scalars, NULL};
  byte out[96];
  if (points->group == 1) {
    const blst_p1_affine *point_list[2] = {points->points.g1, NULL};
    limb_t *scratch = malloc(blst_p1s_mult_pippenger_scratch_sizeof(points->count));
    blst_p1 sum;
    blst_p1s_mult_pippenger(&sum, point_list, points->count, scalar_list, 255, scratch);
    free(scratch);
    blst_p1_compress(out, &sum);
    return bytes_result(env, out, 48);
  }
  const blst_p2_affine *point_list[2] = {points->points.g2, NULL};
  limb_t *scratch = malloc(blst_p2s_mult_pippenger_scratch_sizeof(points->count));
  blst_p2 sum;
  blst_p2s_mult_pippenger(&sum, point_list, points->count, scalar_list, 255, scratch);
  free(scratch);
  blst_p2_compress(out, &sum);
  return bytes_result(env, out, 96);
}

// multiply(list, little-endian scalar): the first point, projective result left in place
static napi_value multiply(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  list *points = list_of(env, a[0]);
  size_t length;
  const byte *scalar = bytes_of(env, a[1], &length);
  if (points->group == 1) {
    blst_p1 point;
    blst_p1_from_affine(&point, points->points.g1);
    blst_p1_mult(&point, &point, scalar, 255);
    return boolean(env, !blst_p1_is_inf(&point));
  }
  blst_p2 point;
  blst_p2_from_affine(&point, points->points.g2);
  blst_p2_mult(&point, &point, scalar, 255);
  return boolean(env, !blst_p2_is_inf(&point));
}

// hash(group, message, tag)
static napi_value hash(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  size_t length, tag_length;
  const byte *message = bytes_of(env, a[1], &length), *tag = bytes_of(env, a[2], &tag_length);
  if (integer_of(env, a[0]) == 1) {
    blst_p1 point;
    blst_hash_to_g1(&point, message, length, tag, tag_length, NULL, 0);
    return boolean(env, !blst_p1_is_inf(&point));
  }
  blst_p2 point;
  blst_hash_to_g2(&point, message, length, tag, tag_length, NULL, 0);
  return boolean(env, !blst_p2_is_inf(&point));
}

// decode(group, compressed encodings end to end): each one on the curve and in the subgroup?
static napi_value decode(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  size_t length;
  const byte *encoded = bytes_of(env, a[1], &length);
  int good = 1;
  if (integer_of(env, a[0]) == 1) {
    blst_p1_affine point;
    for (size_t at = 0; at < length; at += 48)
      good &= blst_p1_uncompress(&point, encoded + at) == BLST_SUCCESS && blst_p1_affine_in_g1(&point);
  } else {
    blst_p2_affine point;
    for (size_t at = 0; at < length; at += 96)
      good &= blst_p2_uncompress(&point, encoded + at) == BLST_SUCCESS && blst_p2_affine_in_g2(&point);
  }
  return boolean(env, good);
}

// pairing(list in G1, list in G2): the first points
static napi_value pairing(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  blst_fp12 value;
  blst_miller_loop(&value, list_of(env, a[1])->points.g2, list_of(env, a[0])->points.g1);
  blst_final_exp(&value, &value);
  return boolean(env, !blst_fp12_is_one(&value));
}

// verify(decoded key, compressed signature, message, tag): the signature is decoded and its subgroup checked
static napi_value verify(napi_env env, napi_callback_info info) {
  ARGUMENTS(4);
  list *key = list_of(env, a[0]);
  size_t size, length, tag_length;
  const byte *signature = bytes_of(env, a[1], &size), *message = bytes_of(env, a[2], &length), *tag = bytes_of(env, a[3], &tag_length);
  if (key->group == 2) {
    blst_p1_affine point;
    return boolean(env, blst_p1_uncompress(&point, signature) == BLST_SUCCESS && blst_p1_affine_in_g1(&point) &&
                            blst_core_verify_pk_in_g2(key->points.g2, &point, 1, message, length, tag, tag_length, NULL, 0) == BLST_SUCCESS);
  }
  blst_p2_affine point;
  return boolean(env, blst_p2_uncompress(&point, signature) == BLST_SUCCESS && blst_p2_affine_in_g2(&point) &&
                          blst_core_verify_pk_in_g1(key->points.g1, &point, 1, message, length, tag, tag_length, NULL, 0) == BLST_SUCCESS);
}

static void fill(void) {
  byte bytes[48];
  for (int i = 0; i < 72; i++) {
    for (int k = 0; k < 48; k++) bytes[k] = (byte)(i * 91 + k * 37 + 11);
    bytes[0] = 1; // below p, big-endian
    if (i < 24) blst_fp_from_bendian(&fields[i], bytes);
    else blst_fp_from_bendian(&fields2[(i - 24) / 2].fp[i & 1], bytes);
  }
}

NAPI_MODULE_INIT() {
  static const struct { const char *name; napi_callback call; } functions[] = {
    {"fpMultiplyMany", fp_multiply_many}, {"fp2MultiplyMany", fp2_multiply_many}, {"fp2SquareMany", fp2_square_many},
    {"points", make_points}, {"msm", msm}, {"multiply", multiply}, {"hash", hash}, {"decode", decode}, {"pairing", pairing}, {"verify", verify},
  };
  fill();
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    napi_value function;
    napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].call, NULL, &function);
    napi_set_named_property(env, exports, functions[i].name, function);
  }
  return exports;
}
