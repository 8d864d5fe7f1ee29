function f(): never {
  throw new RangeError('too far');
}
f();
